// Drafts: what is asked within one shows when it is committed, and leaves no trace when it is not.
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "metrics/registry.h"
#include "support/catch.h"

namespace spark::metrics {
namespace {

using Draft = Registry::Draft;
using Catch::Matchers::ContainsSubstring;

Desc desc(std::string name, Labels labels = {}, std::vector<double> bounds = {},
          uint32_t retired_max = 0) {
  return {std::move(name), "A help text.", std::move(labels), std::move(bounds), retired_max};
}

Desc version(const std::string& value) {
  return desc("m_total", {{"version", value}}, {}, 1);
}

std::string rendered(const Registry& registry) {
  std::string out;
  registry.render(out, "");
  return out;
}

template <class Body>
void on_another_thread(Body body) {
  std::thread(body).join();
}

TEST_CASE("changes that are refused again and again leave the series of what serves alone") {
  Registry registry(1);
  registry.counter(version("live")).value().add(7);
  registry.counter(version("former")).value().add(3);
  registry.counter(version("live")).value();
  const std::string before = rendered(registry);
  for (int i = 0; i < 9; ++i) {
    const Draft draft(registry);
    registry.counter(version("refused" + std::to_string(i))).value().add(100);
    CHECK(rendered(registry) == before);
  }
  CHECK(rendered(registry) == before);
}

TEST_CASE("a commit retires and orders as if all were asked then, and ends the draft") {
  Registry registry(1);
  registry.counter(version("v1")).value().add(1);
  registry.counter(version("v2")).value().add(2);
  Draft draft(registry);
  registry.counter(version("v3")).value().add(3);
  registry.counter(version("v1")).value();
  draft.commit();
  const std::string text = rendered(registry);
  CHECK_THAT(text, ContainsSubstring("m_total{version=\"v3\"} 3\nm_total{version=\"v1\"} 1\n"));
  CHECK_THAT(text, !ContainsSubstring("v2"));
  registry.counter(version("v4")).value();
  CHECK_THAT(rendered(registry), ContainsSubstring("v4"));
}

TEST_CASE("what another thread asks meanwhile takes effect at once and stays") {
  Registry registry(1);
  {
    const Draft draft(registry);
    registry.counter(version("both")).value().add(2);
    registry.counter(version("mine")).value();
    on_another_thread([&] {
      registry.counter(version("both")).value().add(3);
      registry.counter(version("theirs")).value().add(4);
    });
    const std::string text = rendered(registry);
    CHECK_THAT(text,
               ContainsSubstring("m_total{version=\"both\"} 5\nm_total{version=\"theirs\"} 4\n"));
    CHECK_THAT(text, !ContainsSubstring("mine"));
  }
  CHECK_THAT(rendered(registry),
             ContainsSubstring("m_total{version=\"both\"} 5\nm_total{version=\"theirs\"} 4\n"));
}

TEST_CASE("what only a dropped draft asked for begins at zero, and may be defined anew") {
  Registry registry(1);
  std::optional<Draft> draft(registry);
  const Gauge stale = registry.gauge(desc("g")).value();
  const Histogram old = registry.histogram(desc("h", {}, {1, 2})).value();
  registry.counter(desc("c_total")).value().add(9);
  stale.set(9);
  old.observe(9);
  CHECK(registry.counter(desc("h_count")).has_error());
  draft.reset();

  CHECK(registry.counter(desc("c_total")).has_value());
  CHECK(registry.gauge(desc("g")).has_value());
  CHECK(rendered(registry) == "# HELP c_total A help text.\n# TYPE c_total counter\nc_total 0\n");
  const Histogram other = registry.histogram(desc("h", {{"stage", "s"}}, {5})).value();
  old.observe(9);  // by one who should not have it any more
  other.observe(3);
  CHECK_THAT(rendered(registry), ContainsSubstring("h_bucket{stage=\"s\",le=\"+Inf\"} 1\n"));
  CHECK(registry.counter(desc("h_count")).has_error());
}

TEST_CASE("a computed gauge asked for in a draft is read from the commit on") {
  Registry registry(1);
  const int live = 0;
  const int built = 0;
  registry.prefer(&live);
  REQUIRE(registry.computed_gauge(desc("g"), &live, [] { return 1.0; }).has_value());
  const std::string before = rendered(registry);
  Draft draft(registry);
  REQUIRE(registry.computed_gauge(desc("g"), &live, [] { return 2.0; }).has_value());
  REQUIRE(registry.computed_gauge(desc("g"), &built, [] { return 3.0; }).has_value());
  CHECK(rendered(registry) == before);
  SECTION("of the newest owner that was preferred meanwhile") {
    registry.prefer(&built);
    CHECK(rendered(registry) == before);
    draft.commit();
    CHECK_THAT(rendered(registry), ContainsSubstring("\ng 3\n"));
  }
  SECTION("not of one that is preferred by nobody") {
    draft.commit();
    CHECK_THAT(rendered(registry), ContainsSubstring("\ng 2\n"));
  }
  SECTION("not of one that was forgotten meanwhile") {
    registry.forget(&built);
    draft.commit();
    registry.prefer(&built);
    CHECK_THAT(rendered(registry), ContainsSubstring("\ng 2\n"));
  }
}

TEST_CASE("a draft that was dropped leaves a computed gauge to whom it was") {
  Registry registry(1);
  const int live = 0;
  registry.prefer(&live);
  REQUIRE(registry.computed_gauge(desc("g"), &live, [] { return 1.0; }).has_value());
  {
    const Draft draft(registry);
    REQUIRE(registry.computed_gauge(desc("g"), &live, [] { return 2.0; }).has_value());
  }
  CHECK_THAT(rendered(registry), ContainsSubstring("\ng 1\n"));
}

TEST_CASE("series of a draft take their places at once, and give them back when it is dropped") {
  Registry registry(1);
  const auto numbered = [](uint32_t i) { return desc("m", {{"i", std::to_string(i)}}); };
  for (uint32_t i = 1; i < series_max; ++i) REQUIRE(registry.counter(numbered(i)).has_value());
  const auto is_full = [&] {
    bool full = false;
    on_another_thread([&] { full = registry.gauge(desc("other")).has_error(); });
    return full;
  };
  std::optional<Draft> draft(registry);
  CHECK(registry.counter(numbered(0)).has_value());
  CHECK(registry.counter(numbered(0)).has_value());
  CHECK(registry.gauge(desc("mine")).has_error());
  CHECK(is_full());
  SECTION("dropped") {
    draft.reset();
    CHECK_FALSE(is_full());
    CHECK(registry.counter(numbered(0)).has_error());
  }
  SECTION("committed") {
    draft->commit();
    CHECK(is_full());
    CHECK(registry.counter(numbered(0)).has_value());
  }
}

TEST_CASE("drafts of several threads, asks and renderings do not disturb each other") {
  Registry registry(1);
  registry.counter(version("live")).value().add(7);
  const std::string before = rendered(registry);
  uint32_t wrong = 0;  // assertions belong to the main thread
  std::vector<std::thread> threads;
  for (const std::string name : {"x", "y"}) {
    threads.emplace_back([&registry, name] {
      for (int i = 0; i < 300; ++i) {
        const Draft draft(registry);
        (void)registry.counter(version(name + std::to_string(i % 20)));
        (void)registry.computed_gauge(desc("g"), &registry, [] { return 1.0; });
      }
    });
  }
  threads.emplace_back([&] {
    for (int i = 0; i < 300; ++i) wrong += rendered(registry) != before;
  });
  for (auto& thread : threads) thread.join();
  CHECK(wrong == 0);
  CHECK(rendered(registry) == before);
}

TEST_CASE("a second draft on one thread is a bug, which stops the host") {
  const pid_t child = fork();
  if (child == 0) {
    close(STDERR_FILENO);  // where the bug would be reported
    std::signal(SIGABRT, SIG_DFL);
    Registry registry(1);
    const Draft one(registry);
    const Draft two(registry);
    _exit(0);
  }
  int status = 0;
  REQUIRE(waitpid(child, &status, 0) == child);
  CHECK(WIFSIGNALED(status));
  CHECK(WTERMSIG(status) == SIGABRT);
}

}  // namespace
}  // namespace spark::metrics
