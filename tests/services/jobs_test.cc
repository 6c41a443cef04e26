// Slow work of plugins: one at a time of a key, and what becomes of work that does not end.
#include "services/jobs.h"

#include <future>

#include "support/catch.h"

using namespace spark;
using namespace spark::services;
using Catch::Matchers::ContainsSubstring;

namespace {

struct Rig {
  base::TaskThread builder{"builder", 64};
  Jobs jobs{builder};
  std::mutex mutex;
  std::string events;
  int one = 0;  // two owners
  int two = 0;

  void note(const std::string& event) {
    const std::lock_guard lock(mutex);
    events += event + " ";
  }
  base::Result<void> post(const void* owner, const std::string& key, Jobs::Work work,
                          std::shared_ptr<void> kept = nullptr) {
    return jobs.post(owner, "p", key, std::move(kept), std::move(work));
  }
  void wait_for_all() {
    CHECK(jobs.wait(&one, 60'000).empty());
    CHECK(jobs.wait(&two, 60'000).empty());
  }
};

}  // namespace

TEST_CASE("jobs of one key run in order, one at a time") {
  Rig rig;
  std::atomic<int> running{0};
  for (int i = 0; i < 8; ++i) {
    const auto work = [&rig, &running, i](const std::atomic<bool>&) {
      if (++running > 1) rig.note("together");
      rig.note(std::to_string(i));
      --running;
    };
    REQUIRE(rig.post(&rig.one, "k", work).has_value());
  }
  rig.wait_for_all();
  CHECK(rig.events == "0 1 2 3 4 5 6 7 ");
}

TEST_CASE("jobs of other keys, and of other objects, run beside one that takes long") {
  Rig rig;
  std::promise<void> open;
  const auto opened = open.get_future().share();
  REQUIRE(rig.post(&rig.one, "slow", [opened](const auto&) { opened.wait(); }).has_value());
  REQUIRE(rig.post(&rig.one, "slow", [&](const auto&) { rig.note("slow"); }).has_value());
  REQUIRE(rig.post(&rig.one, "quick", [&](const auto&) { rig.note("quick"); }).has_value());
  REQUIRE(rig.post(&rig.two, "slow", [&](const auto&) { rig.note("two"); }).has_value());
  CHECK(rig.jobs.wait(&rig.two, 60'000).empty());
  CHECK(rig.events == "quick two ");
  open.set_value();
  rig.wait_for_all();
  CHECK(rig.events == "quick two slow ");
}

TEST_CASE("when an object rests its jobs that wait are dropped, and those that run are told") {
  Rig rig;
  std::promise<void> started;
  const auto work = [&](const std::atomic<bool>& is_cancelled) {
    started.set_value();
    while (!is_cancelled) std::this_thread::yield();
    rig.note("ended");
  };
  REQUIRE(rig.post(&rig.one, "k", work).has_value());
  REQUIRE(rig.post(&rig.one, "k", [&](const auto&) { rig.note("never"); }).has_value());
  started.get_future().wait();
  rig.jobs.cancel(&rig.one);
  CHECK(rig.jobs.wait(&rig.one, 60'000).empty());
  CHECK(rig.events == "ended ");
}

TEST_CASE("abandoned jobs hold up no others, up to six of them") {
  Rig rig;
  std::promise<void> open;
  const auto opened = open.get_future().share();
  const auto hang = [&](const void* owner, int count) {
    for (int i = 0; i < count; ++i)
      REQUIRE(
          rig.post(owner, std::to_string(i), [opened](const auto&) { opened.wait(); }).has_value());
  };
  const auto other_ends = [&] {
    std::promise<void> ended;
    const auto end = ended.get_future();
    REQUIRE(rig.post(&rig.two, "quick", [&](const auto&) { ended.set_value(); }).has_value());
    end.wait();
    CHECK(rig.jobs.wait(&rig.two, 60'000).empty());
  };
  const int objects[3] = {};
  for (const int& object : objects) {
    hang(&object, 2);
    CHECK(rig.jobs.wait(&object, 1).size() == 2);
    other_ends();
  }
  CHECK(rig.jobs.degraded().size() == 6);
  open.set_value();
}

TEST_CASE("a job that does not end is abandoned, named, and keeps its object until it ends") {
  Rig rig;
  std::promise<void> open;
  std::promise<std::string> destroyed_on;
  auto object = std::shared_ptr<void>(new int, [&](void* raw) {
    delete static_cast<int*>(raw);
    destroyed_on.set_value(rig.builder.is_current() ? "builder" : "another thread");
  });
  REQUIRE(rig.post(
                 &rig.one, "hang", [&](const auto&) { open.get_future().wait(); }, object)
              .has_value());
  object.reset();
  rig.jobs.cancel(&rig.one);
  CHECK(rig.jobs.wait(&rig.one, 1) == std::vector<std::string>{"hang"});
  REQUIRE(rig.jobs.degraded().size() == 1);
  CHECK_THAT(rig.jobs.degraded()[0], ContainsSubstring("job 'hang' of plugin 'p' does not end"));
  auto destroyed = destroyed_on.get_future();
  CHECK(destroyed.wait_for(std::chrono::seconds(0)) == std::future_status::timeout);
  open.set_value();
  CHECK(destroyed.get() == "builder");
  rig.wait_for_all();
  CHECK(rig.jobs.degraded().empty());
}

TEST_CASE("an object has sixteen jobs at most, and none once the host ends") {
  Rig rig;
  std::promise<void> open;
  const auto opened = open.get_future().share();
  for (uint32_t i = 0; i < jobs_max; ++i)
    REQUIRE(rig.post(&rig.one, "k", [opened](const auto&) { opened.wait(); }).has_value());
  CHECK_THAT(rig.post(&rig.one, "k", {}).error().text, ContainsSubstring("16 jobs"));
  open.set_value();
  rig.wait_for_all();
  rig.jobs.stop();
  CHECK_THAT(rig.post(&rig.one, "k", {}).error().text, ContainsSubstring("the host ends"));
}
