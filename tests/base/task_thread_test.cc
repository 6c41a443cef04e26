// What a TaskThread promises about order, bounds and its end.
#include "base/task_thread.h"

#include <pthread.h>
#include <sys/resource.h>
#include <unistd.h>

#include <chrono>
#include <future>
#include <memory>
#include <string>
#include <vector>

#include "support/catch.h"

namespace spark::base {
namespace {

// Keeps a thread busy until opened, so that a queue can be looked at.
class Gate {
 public:
  explicit Gate(TaskThread& thread) {
    std::promise<void> reached;
    auto when_reached = reached.get_future();
    REQUIRE(thread.post([reached = std::move(reached), opened = open_.get_future()]() mutable {
      reached.set_value();
      opened.wait();
    }));
    when_reached.wait();
  }
  void open() { open_.set_value(); }

 private:
  std::promise<void> open_;
};

TEST_CASE("tasks run in the order of posting, first-in-line ones before all others") {
  TaskThread thread("order", 8);
  std::vector<int> ran;
  Gate gate(thread);
  for (const int i : {1, 2, 3}) REQUIRE(thread.post([&ran, i] { ran.push_back(i); }));
  for (const int i : {10, 20}) REQUIRE(thread.post_first([&ran, i] { ran.push_back(i); }));
  gate.open();
  thread.drain();
  CHECK(ran == std::vector<int>{10, 20, 1, 2, 3});
}

TEST_CASE("a full lane refuses, and the other lane still takes") {
  TaskThread thread("bounds", 2);
  Gate gate(thread);
  REQUIRE(thread.post([] {}));
  REQUIRE(thread.post([] {}));
  CHECK_FALSE(thread.post([] {}));
  CHECK(thread.post_first([] {}));
  CHECK(thread.post_first([] {}));
  CHECK_FALSE(thread.post_first([] {}));
  CHECK(thread.queued() == 4);
  gate.open();
  thread.drain();
  CHECK(thread.queued() == 0);
  CHECK(thread.post([] {}));
}

TEST_CASE("stop refuses what comes later, and may be called twice") {
  TaskThread thread("stop", 8);
  bool ran = false;
  thread.stop();
  CHECK_FALSE(thread.post([&ran] { ran = true; }));
  CHECK_FALSE(thread.post_first([&ran] { ran = true; }));
  CHECK_FALSE(thread.post_after(0, [&ran] { ran = true; }));
  thread.stop();
  thread.drain();
  CHECK_FALSE(ran);
}

TEST_CASE("every task that was accepted before stop has run after it") {
  TaskThread thread("accepted", 100);
  Gate gate(thread);
  int ran = 0;
  for (int i = 0; i < 100; ++i) REQUIRE(thread.post([&ran] { ++ran; }));
  gate.open();
  thread.stop();
  CHECK(ran == 100);
}

TEST_CASE("delayed tasks run when they are due, earlier ones first") {
  TaskThread thread("delayed", 8);
  std::vector<int> ran;
  std::promise<void> last;
  const auto posted = std::chrono::steady_clock::now();
  REQUIRE(thread.post_after(30, [&] {
    ran.push_back(30);
    last.set_value();
  }));
  REQUIRE(thread.post_after(10, [&] { ran.push_back(10); }));
  last.get_future().wait();
  CHECK(std::chrono::steady_clock::now() - posted >= std::chrono::milliseconds(30));
  thread.drain();
  CHECK(ran == std::vector<int>{10, 30});
}

TEST_CASE("stop does not wait for delayed tasks, it discards them") {
  auto alive = std::make_shared<int>(0);
  const std::weak_ptr<int> watched = alive;
  TaskThread thread("discard", 8);
  REQUIRE(thread.post_after(3'600'000, [alive = std::move(alive)] { FAIL("not due"); }));
  thread.stop();
  CHECK(watched.expired());
}

TEST_CASE("delayed tasks are bounded too") {
  TaskThread thread("bounded", 1);
  CHECK(thread.post_after(3'600'000, [] {}));
  CHECK_FALSE(thread.post_after(3'600'000, [] {}));
}

TEST_CASE("a task may own what cannot be copied, and post the next one") {
  TaskThread thread("own", 8);
  std::promise<int> answer;
  auto future = answer.get_future();
  auto value = std::make_unique<int>(42);
  REQUIRE(thread.post([&thread, value = std::move(value), answer = std::move(answer)]() mutable {
    (void)thread.post([value = std::move(value), answer = std::move(answer)]() mutable {
      answer.set_value(*value);
    });
  }));
  CHECK(future.get() == 42);
}

TEST_CASE("a thread has its name, knows itself, and is polite if asked to be") {
  TaskThread thread("a-name-too-long-to-show", 8, TaskThread::Priority::low);
  char shown[16] = {};
  int nice = 0;
  bool current = false;
  REQUIRE(thread.post([&] {
    pthread_getname_np(pthread_self(), shown, sizeof shown);
    nice = getpriority(PRIO_PROCESS, static_cast<id_t>(gettid()));
    current = thread.is_current();
  }));
  thread.drain();
  CHECK(std::string(shown) == "a-name-too-long");
  CHECK(nice >= 10);
  CHECK(current);
  CHECK_FALSE(thread.is_current());
}

}  // namespace
}  // namespace spark::base
