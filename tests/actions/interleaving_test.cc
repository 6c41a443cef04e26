// Safe actions against everything that was asked for before them, in whatever order the threads get
// to it: routes, the signal, publications, clients that give up, and a disk that stalls or is full.
//
// One rule is held: nothing that was asked for before a safe action applies after it, and what was
// answered with 503 never applies.
#include <algorithm>
#include <cstdio>
#include <deque>
#include <functional>
#include <memory>
#include <random>

#include "actions/action_rig.h"
#include "support/case_count.h"
#include "support/catch.h"

using namespace spark;
using namespace spark::test;

namespace {

struct Risky {
  std::unique_ptr<Asking> asking;  // null: a publication
  actions::OrderPtr order;         // of a publication
  uint64_t asked_at = 0;
  uint64_t applied_at = 0;  // 0: not
  bool gave_up = false;
};

class Play {
 public:
  explicit Play(uint32_t seed) : random_(seed) {}

  void run(int steps) {
    for (int i = 0; i < steps; ++i) step();
    // The disk recovers, and every thread gets to the end.
    rig_.disk_is_full = false;
    is_stalled_ = false;
    do {
      while (read() || writer() || control() || builder()) {
      }
    } while (rig_.control.step_delayed());
  }

  void check() const {
    for (const auto& risky : all_) {
      const auto answer = risky->asking ? risky->asking->answer() : std::nullopt;
      if (risky->asking) {
        CHECK(answer.has_value());
        if (answer->code == 503) CHECK(risky->applied_at == 0);
        if (answer->code == 409) CHECK(risky->applied_at == 0);
        if (answer->code == 200) CHECK(risky->applied_at != 0);
      }
      for (const uint64_t safe : safe_at_) {
        const bool before = risky->asked_at < safe;
        if (before) CHECK((risky->applied_at == 0 || risky->applied_at < safe));
      }
    }
    // The flag stands where the last of them put it.
    const uint64_t last_safe = safe_at_.empty() ? 0 : safe_at_.back();
    uint64_t last_enable = 0;
    for (const auto& risky : all_)
      if (risky->asking) last_enable = std::max(last_enable, risky->applied_at);
    CHECK(rig_.value() == (last_safe > last_enable ? 0 : 1));
  }

  [[nodiscard]] size_t orders() const { return all_.size() + safe_at_.size(); }
  [[nodiscard]] size_t superseded() const {
    return static_cast<size_t>(std::count_if(all_.begin(), all_.end(), [](const auto& risky) {
      return risky->asking && risky->asking->answer()->code == 409;
    }));
  }

 private:
  void step() {
    switch (random_() % 13) {
      case 12:
        read();
        return;
      case 0:
      case 1:
        return enable();
      case 2:
        return disable();
      case 3:
        return signal();
      case 4:
        return publish();
      case 5:
        return give_up();
      case 6:
        is_stalled_ = !is_stalled_;
        return;
      case 7:
        rig_.disk_is_full = random_() % 4 == 0;
        return;
      case 8:
        builder();
        return;
      case 9:
        rig_.control.step_delayed();
        return;
      case 10:
        writer();
        return;
      default:
        control();
        return;
    }
  }

  uint64_t now() { return ++now_; }

  void enable() {
    auto& risky = *all_.emplace_back(std::make_shared<Risky>());
    risky.asking = std::make_unique<Asking>(confirmed, http::Peer{true, true});
    risky.asked_at = now();
    auto route = std::make_shared<services::Route>(*rig_.route(services::RouteAccess::admin));
    handlers_.push_back({this, &risky});
    route->context = handlers_.back().get();
    route->handle = [](void* self, const spark_http_request* request, spark_http_reply* reply) {
      const auto& [play, of] = *static_cast<Handler*>(self);
      play->during_handler();
      ActionRig::move_and_answer(&play->rig_, request, reply);
      if (play->rig_.value() == 1 && play->moved_) of->applied_at = play->now();
    };
    risky.asking->stamp_ = rig_.flags.epoch();
    const auto serve = [this, route, &asking = *risky.asking] {
      actions::serve_route(route, rig_.rooms, asking);
    };
    // Its worker may be stuck, and read it later.
    if (random_() % 3 == 0) {
      unread_.push_back(serve);
    } else {
      serve();
    }
  }

  bool read() {
    if (unread_.empty()) return false;
    unread_.front()();
    unread_.pop_front();
    return true;
  }

  // A safe action may come while the handler runs.
  void during_handler() {
    moved_ = true;
    if (random_() % 4 != 0) return;
    disable();
    moved_ = false;
  }

  void disable() {
    clients_.push_back(std::make_unique<Asking>());
    rig_.ask_safe(*clients_.back());
    safe_at_.push_back(now());
  }

  void signal() {
    rig_.safe.make_all_safe("signal", false);
    safe_at_.push_back(now());
  }

  void publish() {
    auto& risky = *all_.emplace_back(std::make_shared<Risky>());
    risky.order = rig_.orders.accept(rig_.flags.epoch());
    risky.asked_at = now();
    building_.push_back(&risky);
  }

  bool builder() {
    if (building_.empty()) return false;
    Risky& risky = *building_.front();
    building_.pop_front();
    const auto refused = rig_.orders.begin(*risky.order, [&] { risky.applied_at = now(); });
    CHECK(refused.has_value() == (risky.applied_at == 0));
    return true;
  }

  void give_up() {
    if (all_.empty()) return;
    Risky& risky = *all_[random_() % all_.size()];
    if (!risky.asking || !risky.asking->is_deferred() || risky.asking->answer()) return;
    risky.asking->give_up();
  }

  bool writer() { return !is_stalled_ && rig_.writer.step(); }
  bool control() { return rig_.control.step(); }

  struct HandlerOf;
  using Handler = std::pair<Play*, Risky*>;
  struct Handlers {
    std::unique_ptr<Handler> handler;
    Handlers(Play* play, Risky* risky) : handler(std::make_unique<Handler>(play, risky)) {}
    [[nodiscard]] Handler* get() const { return handler.get(); }
  };

  std::mt19937 random_;
  ActionRig rig_;
  bool is_stalled_ = false;
  bool moved_ = false;
  uint64_t now_ = 0;
  std::vector<std::shared_ptr<Risky>> all_;
  std::vector<std::unique_ptr<Asking>> clients_;
  std::vector<Handlers> handlers_;
  std::deque<Risky*> building_;
  std::deque<std::function<void()>> unread_;
  std::vector<uint64_t> safe_at_;
};

}  // namespace

TEST_CASE("nothing that was asked for before a safe action applies after it, however they meet") {
  const uint32_t seeds = is_full_soak() ? 20'000 : 500;
  size_t orders = 0;
  size_t superseded = 0;
  for (uint32_t seed = 1; seed <= seeds; ++seed) {
    INFO("seed " << seed);
    Play play(seed);
    play.run(80);
    play.check();
    orders += play.orders();
    superseded += play.superseded();
  }
  CHECK(superseded > 0);
  char figures[160];
  std::snprintf(figures, sizeof figures,
                "interleavings: seeds 1 to %u, %zu orders, %zu of them superseded; none late\n",
                seeds, orders, superseded);
  report_figures("interleavings", figures);
}
