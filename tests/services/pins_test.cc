// Pins: who forbids what, and who is told when it changes all the same.
#include "services/pins.h"

#include <atomic>
#include <chrono>
#include <thread>

#include "pinning.h"
#include "support/catch.h"

using namespace spark;
using namespace spark::services;
using plugin::Phase;

TEST_CASE("a pinned model is found, with who pinned it and why, until it is unpinned") {
  TestHost host;
  Pinning one(host, "one");
  Pinning two(host, "two");
  CHECK_FALSE(host.pins.find("candidate"));
  REQUIRE(one.pin("candidate") == SPARK_OK);
  REQUIRE(two.pin("candidate", "me too") == SPARK_OK);
  CHECK(listed(host.pins) == "candidate by one: a trial is running\ncandidate by two: me too\n");
  CHECK_FALSE(host.pins.find("production"));

  one.unpin(one.number);
  REQUIRE(host.pins.find("candidate"));
  CHECK(host.pins.find("candidate")->plugin == "two");
  one.unpin(one.number);  // gone already
  one.unpin(two.number);  // another's
  REQUIRE(host.pins.find("candidate"));
  CHECK(host.pins.find("candidate")->reason == "me too");
  two.unpin(two.number);
  CHECK(listed(host.pins).empty());
  CHECK(one.broken + two.broken == 0);
}

TEST_CASE("a pin is refused with its reason") {
  TestHost host;
  Pinning one(host);
  CHECK(one.pin(nullptr) == SPARK_E_INVALID);
  CHECK(one.refusal() == "the pinned model's name is null");
  CHECK(one.pin("a b") == SPARK_E_INVALID);
  CHECK_THAT(one.refusal(), Catch::Matchers::ContainsSubstring("'a b' is not a name"));
  CHECK(one.pin("m", nullptr) == SPARK_E_INVALID);
  CHECK(one.refusal() == "the reason to pin model 'm' is null");
  CHECK(one.pin("m", "") == SPARK_E_INVALID);
  CHECK(one.refusal() == "pin of model 'm': the reason is empty");
  CHECK(one.pin("m", std::string(201, 'x').c_str()) == SPARK_E_INVALID);
  spark_pin_desc desc{};
  desc.model = "m";
  desc.reason = "r";
  CHECK(one.extension->pin(one.object->raw(), &desc, nullptr, nullptr) == SPARK_E_INVALID);
  CHECK(one.extension->pin(one.object->raw(), nullptr, &one.number, nullptr) == SPARK_E_INVALID);
  one.lets_pass = {"a b"};
  CHECK(one.pin("m") == SPARK_E_INVALID);
  one.lets_pass.assign(17, "p");
  CHECK(one.pin("m") == SPARK_E_INVALID);
  CHECK_THAT(one.refusal(), Catch::Matchers::ContainsSubstring("at most 16 plugins"));
  one.lets_pass.clear();
  spark_host forged = *one.object->raw();
  forged.extension = [](const spark_host*, const char*) -> const void* { return nullptr; };
  CHECK(one.extension->pin(&forged, &desc, &one.number, nullptr) == SPARK_E_INVALID);
  one.extension->unpin(&forged, 1);
  CHECK(one.number == 0);
  CHECK(listed(host.pins).empty());

  for (uint32_t i = 0; i < pins_max; ++i) REQUIRE(one.pin("m") == SPARK_OK);
  CHECK(one.pin("m") == SPARK_E_INVALID);
  CHECK_THAT(one.refusal(), Catch::Matchers::ContainsSubstring("256 pins of plugin 'p' already"));
}

TEST_CASE("a pin made before its plugin object acts counts from when it does") {
  TestHost host;
  Pinning one(host, "one", Life::built);
  REQUIRE(one.pin("candidate") == SPARK_OK);
  CHECK(listed(host.pins).empty());
  CHECK_FALSE(host.pins.find("candidate"));
  CHECK(break_pins(host.pins, "candidate") == 0);
  CHECK(one.broken == 0);

  one.object->act();
  CHECK(listed(host.pins) == "candidate by one: a trial is running\n");
  REQUIRE(host.pins.find("candidate"));
  CHECK(break_pins(host.pins, "candidate") == 1);
  CHECK(one.broken == 1);
}

TEST_CASE("a pin of a plugin object that never acts stands in nobody's way") {
  TestHost host;
  Pinning serving(host, "p");
  {
    Pinning refused(host, "p", Life::built);
    for (uint32_t i = 0; i < pins_max; ++i) REQUIRE(refused.pin("candidate") == SPARK_OK);
    CHECK(serving.pin("candidate", "its own") == SPARK_OK);
    CHECK(listed(host.pins) == "candidate by p: its own\n");
  }
  CHECK(break_pins(host.pins, "candidate") == 1);
}

TEST_CASE("a plugin object that acts again after its retirement pins what it pinned since") {
  TestHost host;
  Pinning one(host, "one");
  REQUIRE(one.pin("candidate", "before the rest") == SPARK_OK);
  one.object->retire();
  REQUIRE(one.pin("production", "in retirement") == SPARK_OK);
  CHECK(listed(host.pins).empty());
  one.object->act();
  CHECK(listed(host.pins) == "production by one: in retirement\n");
}

TEST_CASE("a pin made by a plugin object that is being destroyed does not count") {
  TestHost host;
  Pinning one(host, "one");
  one.object->enter(Phase::closing);
  REQUIRE(one.pin("candidate") == SPARK_OK);
  CHECK(listed(host.pins).empty());
  CHECK(break_pins(host.pins, "candidate") == 0);
  CHECK(one.broken == 0);
}

TEST_CASE("who pinned a model is told when it is broken, once, and others are not") {
  TestHost host;
  Pinning one(host, "one");
  Pinning two(host, "two");
  Pinning other(host, "other");
  REQUIRE(one.pin("candidate") == SPARK_OK);
  REQUIRE(other.pin("production") == SPARK_OK);
  REQUIRE(two.pin("candidate") == SPARK_OK);
  CHECK(break_pins(host.pins, "candidate") == 2);
  CHECK(one.broken == 1);
  CHECK(two.broken == 1);
  CHECK(other.broken == 0);
  CHECK(listed(host.pins) == "production by other: a trial is running\n");
  CHECK(break_pins(host.pins, "candidate") == 0);
  CHECK(one.broken == 1);
}

TEST_CASE("who is told may take away other pins, and pin again") {
  TestHost host;
  Pinning one(host, "one");
  Pinning two(host, "two");
  REQUIRE(one.pin("candidate") == SPARK_OK);
  const uint64_t own = one.number;
  REQUIRE(two.pin("candidate") == SPARK_OK);
  one.then = [&] {
    one.unpin(own);
    two.unpin(two.number);
    CHECK(one.pin("candidate", "from now on") == SPARK_OK);
  };
  CHECK(break_pins(host.pins, "candidate") == 2);
  CHECK(two.broken == 0);
  CHECK(listed(host.pins) == "candidate by one: from now on\n");
  CHECK(one.number > two.number);
}

TEST_CASE("one who throws when told does not keep others from being told") {
  TestHost host;
  Pinning one(host, "one");
  Pinning two(host, "two");
  REQUIRE(one.pin("candidate") == SPARK_OK);
  REQUIRE(two.pin("candidate") == SPARK_OK);
  one.then = [] { throw 42; };
  CHECK(break_pins(host.pins, "candidate") == 2);
  CHECK(two.broken == 1);
  uint64_t number = 0;
  spark_pin_desc desc{};
  desc.model = "m";
  desc.reason = "nobody is told";
  CHECK(one.extension->pin(one.object->raw(), &desc, &number, nullptr) == SPARK_OK);
  CHECK(break_pins(host.pins, "m") == 1);
}

TEST_CASE("a plugin object that rests pins on, since it acts again if the exchange fails") {
  TestHost host;
  Pinning one(host, "one");
  REQUIRE(one.pin("candidate") == SPARK_OK);
  one.object->rest();
  CHECK(listed(host.pins) == "candidate by one: a trial is running\n");
  one.object->act();
  CHECK(listed(host.pins) == "candidate by one: a trial is running\n");
}

TEST_CASE("a plugin object that has retired, or is destroyed, pins nothing") {
  TestHost host;
  Pinning one(host, "one");
  Pinning two(host, "two");
  REQUIRE(two.pin("candidate") == SPARK_OK);
  SECTION("in retirement") {
    REQUIRE(one.pin("candidate") == SPARK_OK);
    one.object->retire();
  }
  SECTION("about to be destroyed") {
    REQUIRE(one.pin("candidate") == SPARK_OK);
    one.object->enter(Phase::closing);
  }
  SECTION("gone") {
    REQUIRE(one.pin("candidate") == SPARK_OK);
    one.object.reset();
  }
  CHECK(listed(host.pins) == "candidate by two: a trial is running\n");
  CHECK(break_pins(host.pins, "candidate") == 1);
  CHECK(one.broken == 0);
}

TEST_CASE("a plugin object is not destroyed while it is told") {
  TestHost host;
  Pinning one(host);
  REQUIRE(one.pin("candidate") == SPARK_OK);
  std::atomic<bool> told{false};
  std::atomic<bool> done{false};
  one.then = [&] {
    told = true;
    // Time in which a host that does not wait would go on; one that does passes however long it is.
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
    done = true;
  };
  std::thread control([&] { break_pins(host.pins, "candidate"); });
  while (!told) std::this_thread::yield();
  one.object->enter(Phase::closing);
  CHECK(done);
  control.join();
}
