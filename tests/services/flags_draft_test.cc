#include "services/flags_draft.h"

#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <set>
#include <string>
#include <thread>

#include "support/catch.h"

using namespace spark::services;

namespace {

std::string names(const Flags& flags) {
  std::string all;
  for (const auto& flag : flags.list()) all += flag.name + " ";
  return all;
}

}  // namespace

TEST_CASE("a flag of a dropped draft is gone, and its place is used again") {
  Flags flags;
  spark_flag* const before = *flags.declare("a.before", 1, 0);
  spark_flag* place = nullptr;
  {
    const Flags::Draft draft(flags);
    place = *flags.declare("a.tried", 1, 0);
    CHECK(*flags.declare("a.tried", 1, 0) == place);
    CHECK(flags.find("a.tried") == place);
    CHECK(*flags.declare("a.before", 1, 0) == before);
    CHECK(flags.set(place, 7, nullptr) == Flags::Set::done);
    CHECK(names(flags) == "a.before ");
  }
  CHECK(flags.find("a.tried") == nullptr);
  CHECK(flags.find("a.before") == before);
  CHECK_FALSE(flags.is_safe_value(place, 0));
  CHECK(*flags.declare("a.other", 5, 1) == place);  // with another safe value, too
  CHECK(place->value == 5);
  CHECK(names(flags) == "a.before a.other ");
  CHECK(*flags.declare("a.tried", 2, 1) != place);
}

TEST_CASE("flags of a draft that is committed are listed in the order of declaration") {
  Flags flags;
  {
    const Flags::Draft draft(flags);
    for (const char* name : {"d.1", "d.2"}) REQUIRE(flags.declare(name, 1, 0).has_value());
  }
  REQUIRE(flags.declare("a.1", 1, 0).has_value());
  Flags::Draft draft(flags);
  REQUIRE(flags.declare("a.2", 1, 0).has_value());
  REQUIRE(flags.declare("a.3", 1, 0).has_value());
  CHECK(names(flags) == "a.1 ");
  draft.commit();
  CHECK(names(flags) == "a.1 a.2 a.3 ");
  REQUIRE(flags.declare("a.4", 1, 0).has_value());
  CHECK(names(flags) == "a.1 a.2 a.3 a.4 ");
}

TEST_CASE("other threads do not find a draft's flag unless they declare it, which keeps it") {
  Flags flags;
  spark_flag* kept = nullptr;
  {
    const Flags::Draft draft(flags);
    REQUIRE(flags.declare("a.mine", 1, 0).has_value());
    kept = *flags.declare("a.both", 1, 0);
    spark_flag* found = kept;
    spark_flag* declared = nullptr;
    std::thread([&] {
      found = flags.find("a.mine");
      declared = flags.declare("a.both", 1, 0).value();
    }).join();
    CHECK(found == nullptr);
    CHECK(declared == kept);
    CHECK(names(flags) == "a.both ");
  }
  CHECK(names(flags) == "a.both ");
  CHECK(flags.find("a.both") == kept);
}

TEST_CASE("what a safe action latches in a draft is safe when it is declared again") {
  Flags flags;
  flags.all_declared();
  {
    const Flags::Draft draft(flags);
    spark_flag* const flag = *flags.declare("a.on", 1, 0);
    const auto moved = flags.make_all_safe("signal", false);
    CHECK(moved.flags == std::vector<std::string>{"a.on"});
    CHECK(flag->value == 0);
    CHECK(flags.set(flag, 1, nullptr) == Flags::Set::latched);
    CHECK(flags.list().empty());
  }
  REQUIRE(flags.latches().size() == 1);
  CHECK(flags.latches()[0].flag == "a.on");
  CHECK(flags.make_all_safe("signal", false).is_repeat);
  spark_flag* const again = *flags.declare("a.on", 1, 0);
  CHECK(again->value == 0);
  CHECK(flags.list()[0].latched_by->action == "signal");
}

TEST_CASE("a latch of a draft's flag is opened as that of a flag that nobody declared") {
  Flags flags;
  flags.all_declared();
  Flags::Draft draft(flags);
  spark_flag* const flag = *flags.declare("a.on", 1, 0);
  flags.make_all_safe("signal", false);
  CHECK(flags.open_undeclared("a.on", flags.epoch()));
  draft.commit();
  CHECK(flag->value == 0);
  CHECK(flags.list()[0].latched_by == nullptr);
}

TEST_CASE("dropped drafts use up no place for flags") {
  Flags flags;
  REQUIRE(flags.declare("a.on", 1, 0).has_value());
  for (int round = 0; round < 3; ++round) {
    const Flags::Draft draft(flags);
    for (uint32_t i = 1; i < flags_max; ++i)
      REQUIRE(flags.declare("d." + std::to_string(i), 0, 0).has_value());
    CHECK(flags.declare("d.more", 0, 0).has_error());
  }
  std::set<spark_flag*> places;
  for (uint32_t i = 0; i < flags_max; ++i)
    places.insert(flags.declare(i == 0 ? "a.on" : "f." + std::to_string(i), 0, 0).value());
  CHECK(places.size() == flags_max);
}

TEST_CASE("a second draft of flags on one thread is a bug, which stops the host") {
  const pid_t child = fork();
  if (child == 0) {
    close(STDERR_FILENO);  // where the bug would be reported
    std::signal(SIGABRT, SIG_DFL);
    Flags flags;
    const Flags::Draft one(flags);
    const Flags::Draft two(flags);
    _exit(0);
  }
  int status = 0;
  REQUIRE(waitpid(child, &status, 0) == child);
  CHECK(WIFSIGNALED(status));
  CHECK(WTERMSIG(status) == SIGABRT);
}
