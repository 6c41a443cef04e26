// Pins that do not keep a change away: force, and plugins that they let pass.
#include <atomic>
#include <thread>

#include "pinning.h"
#include "support/catch.h"

using namespace spark;
using namespace spark::services;

TEST_CASE("a change by force waits until every holder has given up, and not longer than it may") {
  TestHost host;
  Pinning at_once(host, "one");
  Pinning later(host, "two");
  later.answers = SPARK_PIN_LATER;
  REQUIRE(at_once.pin("candidate") == SPARK_OK);
  REQUIRE(later.pin("candidate") == SPARK_OK);
  CHECK(host.pins.drop("candidate") == 2);
  CHECK(listed(host.pins).empty());
  CHECK_FALSE(host.pins.wait_for_answers(0));  // they were not told

  REQUIRE(later.pin("candidate") == SPARK_OK);
  CHECK(break_pins(host.pins, "candidate") == 1);
  std::atomic<bool> is_over{false};
  std::thread builder([&] { is_over = host.pins.wait_for_answers(60'000); });
  at_once.extension->answer(at_once.object->raw(), later.number);  // another's
  later.extension->answer(later.object->raw(), later.number);
  builder.join();
  CHECK(is_over);

  REQUIRE(later.pin("candidate") == SPARK_OK);
  break_pins(host.pins, "candidate");
  CHECK_FALSE(host.pins.wait_for_answers(0));
  CHECK(host.pins.wait_for_answers(0));  // nobody is waited for twice
  later.extension->answer(later.object->raw(), later.number);

  REQUIRE(later.pin("candidate") == SPARK_OK);
  break_pins(host.pins, "candidate");
  later.object.reset();  // gone is answered
  CHECK(host.pins.wait_for_answers(0));
}

TEST_CASE("a pin lets the plugins pass that it names, and its holder is told afterwards") {
  TestHost host;
  Pinning one(host, "one");
  one.lets_pass = {"watch", "canary"};
  REQUIRE(one.pin("candidate") == SPARK_OK);
  CHECK(host.pins.find("candidate"));
  CHECK(host.pins.find("candidate", "other"));
  CHECK_FALSE(host.pins.find("candidate", "canary"));
  Pinning two(host, "two");
  REQUIRE(two.pin("candidate", "me too") == SPARK_OK);
  CHECK(host.pins.find("candidate", "canary")->plugin == "two");

  host.pins.tell_passed("candidate", "other");
  host.pins.tell_passed("production", "canary");
  CHECK(one.passed_by.empty());
  host.pins.tell_passed("candidate", "canary");
  CHECK(one.passed_by == std::vector<std::string>{"canary"});
  CHECK(one.broken + two.broken == 0);
  CHECK(two.passed_by.empty());
  CHECK(listed(host.pins) == "candidate by one: a trial is running\ncandidate by two: me too\n");
}
