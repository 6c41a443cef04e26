// Drafts against a registry that never hears of what is dropped, with random asks.
#include <functional>
#include <optional>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "metrics/registry.h"
#include "support/catch.h"

namespace spark::metrics {
namespace {

std::string rendered(const Registry& registry) {
  std::string out;
  registry.render(out, "");
  return out;
}

struct Answer {
  std::string refusal;
  const void* key = nullptr;  // of a handle; null if there is none
  std::function<void()> record = [] {};
};

template <class Handle, class Record>
Answer answer(const base::Result<Handle>& handle, Record record) {
  if (!handle) return {handle.error().text};
  return {"", handle->key(), [own = *handle, record] { record(own); }};
}

// Any ask. Names, types, labels and bounds are few, so that many clash.
struct AnyAsk {
  explicit AnyAsk(std::mt19937& random) {
    const auto below = [&](uint32_t end) { return static_cast<uint32_t>(random() % end); };
    constexpr const char* names[] = {"a", "a_sum", "b", "c", "d"};
    type = below(4);
    value = below(100);
    desc.name = names[below(5)];
    desc.help = std::string("Help ") + static_cast<char>('a' + below(3));
    if (below(4) > 0) desc.labels.emplace_back("version", "v" + std::to_string(below(4)));
    if (below(4) == 0) desc.labels.emplace_back("status", "s" + std::to_string(below(2)));
    if (type == 2) desc.bounds = below(2) == 0 ? std::vector{1.0} : std::vector{1.0, 2.0};
    if (!desc.labels.empty()) desc.retired_max = below(3);
  }

  Answer operator()(Registry& registry) const {
    if (type == 0) return answer(registry.counter(desc), [](const Counter& own) { own.add(); });
    if (type == 1)
      return answer(registry.gauge(desc), [by = value](const Gauge& own) { own.set(by); });
    if (type == 2)
      return answer(registry.histogram(desc),
                    [by = value](const Histogram& own) { own.observe(by / 50); });
    const auto made = registry.computed_gauge(desc, &registry, [read = value] { return read; });
    return {made ? "" : made.error().text};
  }

  uint32_t type;
  Desc desc;
  double value;
};

struct Twins {
  Twins() {
    registry.prefer(&registry);
    plain.prefer(&plain);
  }

  // Asks both, and records in both when the draft is over.
  void keep(const std::vector<AnyAsk>& asks, bool in_draft) {
    const std::string before = rendered(registry);
    std::optional<Registry::Draft> draft;
    if (in_draft) draft.emplace(registry);
    std::vector<Answer> answers;
    for (const AnyAsk& ask : asks) {
      answers.push_back(ask(registry));
      answers.push_back(ask(plain));
      REQUIRE(answers.rbegin()[0].refusal == answers.rbegin()[1].refusal);
      kept.insert(answers.rbegin()[1].key);
    }
    if (in_draft) {
      REQUIRE(rendered(registry) == before);
      draft->commit();
    }
    for (const Answer& each : answers) each.record();
  }

  // Asks one, and records in series that are new with the draft.
  void drop(const std::vector<AnyAsk>& asks) {
    const std::string before = rendered(registry);
    {
      const Registry::Draft draft(registry);
      for (const AnyAsk& ask : asks) {
        const Answer made = ask(registry);
        if (!kept.contains(made.key)) made.record();
      }
      REQUIRE(rendered(registry) == before);
    }
    REQUIRE(rendered(registry) == before);
  }

  Registry registry{1};
  Registry plain{1};
  std::set<const void*> kept;  // keys of handles of `registry`
};

TEST_CASE("a registry whose drafts are dropped is as if nothing had been asked, byte for byte") {
  for (uint32_t seed = 0; seed < 40; ++seed) {
    INFO("seed " << seed);
    std::mt19937 random(seed);
    Twins twins;
    for (int round = 0; round < 30; ++round) {
      std::vector<AnyAsk> asks;
      for (auto left = random() % 12; left > 0; --left) asks.emplace_back(random);
      const auto fate = random() % 3;
      if (fate == 0) {
        twins.drop(asks);
      } else {
        twins.keep(asks, fate == 1);
      }
      REQUIRE(rendered(twins.registry) == rendered(twins.plain));
    }
  }
}

}  // namespace
}  // namespace spark::metrics
