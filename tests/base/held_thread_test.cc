// What a HeldThread promises about the thread that it holds.
#include "base/held_thread.h"

#include <future>
#include <string>

#include "base/task_thread.h"
#include "support/catch.h"

namespace spark::base {
namespace {

TEST_CASE("a held thread runs what its holder asks for, and nothing else until it is let go") {
  TaskThread thread("held", 8);
  std::string ran;
  {
    auto held = HeldThread::hold(thread, 10'000);
    REQUIRE(held);
    REQUIRE(thread.post([&] { ran += "posted "; }));
    REQUIRE(thread.post_first([&] { ran += "first "; }));
    bool was_there = false;
    held->run([&] {
      was_there = thread.is_current();
      ran += "asked ";
    });
    held->run([&] { ran += "again "; });
    CHECK(was_there);
    CHECK(ran == "asked again ");
  }
  thread.drain();
  CHECK(ran == "asked again first posted ");
}

TEST_CASE("a thread that is busy too long is not held, and not later either") {
  TaskThread thread("busy", 8);
  std::promise<void> reached;
  std::promise<void> opened;
  REQUIRE(thread.post([&reached, when = opened.get_future()]() mutable {
    reached.set_value();
    when.wait();
  }));
  reached.get_future().wait();
  CHECK_FALSE(HeldThread::hold(thread, 1));
  std::promise<void> ran;
  REQUIRE(thread.post([&] { ran.set_value(); }));
  opened.set_value();
  ran.get_future().wait();  // for ever, if the thread were held
}

TEST_CASE("a thread that has ended is not held") {
  TaskThread thread("ended", 8);
  thread.stop();
  CHECK_FALSE(HeldThread::hold(thread, 10'000));
}

}  // namespace
}  // namespace spark::base
