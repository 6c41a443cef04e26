// Calls that end later: each once, on the control thread.
#include "services/open_calls.h"

#include <functional>

#include "spark/ext/draft/done.h"
#include "support/catch.h"
#include "support/manual_queue.h"

using namespace spark;
using namespace spark::services;
using test::ManualQueue;

namespace {

struct Ends {
  ManualQueue control;
  std::shared_ptr<OpenCalls> calls = std::make_shared<OpenCalls>(&control);
  std::string all;  // "name code text;" of each end

  uint64_t open(const std::string& name) {
    return calls->open([this, name](int32_t code, std::string_view text) {
      all += name + " " + std::to_string(code) + " " + std::string(text) + ";";
    });
  }
};

}  // namespace

TEST_CASE("a call ends once, on the control thread, with its result") {
  Ends ends;
  const uint64_t one = ends.open("one");
  const uint64_t two = ends.open("two");
  ends.calls->end(two, SPARK_OK);
  ends.calls->end(one, SPARK_E_FAILED, "no room");
  ends.calls->end(one, SPARK_OK);
  CHECK(ends.all.empty());
  ends.control.run_all();
  CHECK(ends.all == "two 0 ;one 1 no room;");
  CHECK(ends.calls->open_now() == 0);
}

TEST_CASE("what is open when the object rests is cancelled, and what has a result keeps it") {
  Ends ends;
  const uint64_t ready = ends.open("ready");
  const uint64_t late = ends.open("late");
  ends.calls->end(ready, SPARK_OK);
  ends.calls->close();
  const std::string cancelled = std::to_string(SPARK_E_CANCELLED);
  CHECK(ends.all == "ready 0 ;late " + cancelled + " the plugin object rests;");
  ends.calls->end(late, SPARK_OK);
  ends.control.run_all();
  CHECK(ends.all == "ready 0 ;late " + cancelled + " the plugin object rests;");
}

TEST_CASE("a withdrawn call has no end") {
  Ends ends;
  const uint64_t one = ends.open("one");
  ends.calls->withdraw(one);
  ends.calls->end(one, SPARK_OK);
  ends.calls->close();
  ends.control.run_all();
  CHECK(ends.all.empty());
}

TEST_CASE("a result that meets a full queue waits for the next one") {
  Ends ends;
  ends.control.is_full = true;
  ends.calls->end(ends.open("one"), SPARK_OK);
  ends.control.is_full = false;
  ends.control.run_all();
  CHECK(ends.all.empty());
  ends.calls->end(ends.open("two"), SPARK_OK);
  ends.control.run_all();
  CHECK(ends.all == "one 0 ;two 0 ;");
}

TEST_CASE("a call may be made when another ends") {
  Ends ends;
  const uint64_t first = ends.calls->open([&](int32_t, std::string_view) { ends.open("second"); });
  ends.calls->end(first, SPARK_OK);
  REQUIRE(ends.control.step());
  CHECK(ends.calls->open_now() == 1);
  ends.calls->close();
  CHECK(ends.all.starts_with("second "));
}

TEST_CASE("no call is accepted between the rest and the next act") {
  Ends ends;
  const uint64_t first = ends.calls->open(
      [&](int32_t, std::string_view) { CHECK(ends.open("again, as it is cancelled") == 0); });
  CHECK(first != 0);
  ends.calls->close();
  CHECK(ends.calls->is_closed());
  CHECK(ends.open("at rest") == 0);
  CHECK(ends.all.empty());
  ends.calls->reopen();
  CHECK(ends.open("acting again") != 0);
}

TEST_CASE("calls that are made again when they end leave the thread to others in between") {
  Ends ends;
  int ended = 0;
  std::function<void()> make = [&] {
    const uint64_t number = ends.calls->open([&](int32_t, std::string_view) {
      ++ended;
      make();
    });
    ends.calls->end(number, SPARK_OK);
  };
  make();
  make();
  REQUIRE(ends.control.step());
  CHECK(ended == 2);
  REQUIRE(ends.control.step());
  CHECK(ended == 4);
  ends.calls->close();
  CHECK(ends.calls->open_now() == 0);
}
