// Switches that were thrown stay thrown, over the end of the host and whatever becomes of the file.
#include "actions/latch_keeper.h"

#include <filesystem>
#include <memory>

#include "actions/action_rig.h"
#include "support/catch.h"

using Catch::Matchers::ContainsSubstring;
using namespace spark;
using namespace spark::actions;
using namespace spark::test;

namespace {

// A host as far as its flags are concerned.
struct Run {
  services::Flags flags;
  ManualQueue own;
  ManualQueue writer;
  LatchKeeper keeper{flags, own, writer};
  spark_flag* on = nullptr;
  spark_flag* weight = nullptr;

  explicit Run(const std::filesystem::path& folder) {
    flags.on_latch_change([this] { keeper.keep(); });
    keeper.open(folder);
    on = *flags.declare("p.on", 1, 0);
    weight = *flags.declare("q.weight", 5, 0);
    flags.all_declared();
    own.run_all();
  }
};

}  // namespace

TEST_CASE("a flag that was made safe starts safe, until somebody moves it back") {
  const TemporaryFolder folder;
  {
    Run run(folder.path());
    CHECK(run.on->value == 1);
    run.flags.make_safe(run.on, "/off", true);
    run.own.run_all();  // and no more: the host is killed
  }
  {
    Run run(folder.path());
    CHECK(run.on->value == 0);
    CHECK(run.weight->value == 5);
    CHECK(run.flags.list()[0].latched_by->action == "/off");
    const services::Flags::Permit permit{run.on, run.flags.epoch()};
    REQUIRE(run.flags.set(run.on, 1, &permit) == services::Flags::Set::done);
    run.own.run_all();
  }
  CHECK(Run(folder.path()).on->value == 1);
}

TEST_CASE(
    "an answer waits for every latch that has its effect, though nobody asked for its write") {
  const TemporaryFolder folder;
  {
    Run run(folder.path());
    run.flags.on_latch_change({});  // the thread that latched has not come so far yet
    run.flags.make_safe(run.on, "/off", true);
    bool is_answered = false;
    run.keeper.when_kept([&] { is_answered = true; });
    REQUIRE(run.own.step());
    CHECK(is_answered);
  }
  CHECK(Run(folder.path()).on->value == 0);
}

TEST_CASE("a host that is killed while it starts is safe at the next start if it was made safe") {
  const TemporaryFolder folder;
  {
    services::Flags flags;
    ManualQueue own;
    ManualQueue writer;
    LatchKeeper keeper(flags, own, writer);
    flags.on_latch_change([&] { keeper.keep(); });
    keeper.open(folder.path());
    flags.make_all_safe("/admin/v1/safe", true);
    own.run_all();
  }
  Run next(folder.path());
  CHECK(next.on->value == 0);
  CHECK(next.weight->value == 0);
  CHECK(next.flags.list()[1].latched_by->action == "/admin/v1/safe");
  CHECK(Run(folder.path()).on->value == 0);
}

TEST_CASE("a damaged file of latches starts every flag at its safe value, and says so") {
  const TemporaryFolder folder;
  { const Run run(folder.path()); }
  std::filesystem::resize_file(folder.path() / "latches", 100);
  Run run(folder.path());
  CHECK(run.on->value == 0);
  CHECK(run.weight->value == 0);
  REQUIRE(run.keeper.degraded().size() == 1);
  CHECK_THAT(run.keeper.degraded()[0], Catch::Matchers::ContainsSubstring("could not be read"));
}

TEST_CASE("where latches cannot be kept the host starts and says so") {
  const TemporaryFolder folder;
  std::filesystem::create_directory(folder.path() / "latches");
  Run run(folder.path());
  CHECK(run.on->value == 1);
  REQUIRE(run.keeper.degraded().size() == 1);
  CHECK_THAT(run.keeper.degraded()[0],
             Catch::Matchers::ContainsSubstring("latches are not kept over a restart"));
  run.flags.make_safe(run.on, "/off", true);
  run.own.run_all();
  CHECK(run.on->value == 0);
}

TEST_CASE("a safe verb is answered when its latch would outlive the host") {
  ActionRig rig;
  ManualQueue latches;
  rig.rooms.when_kept = [&](std::function<void()> then) { latches.post(std::move(then)); };
  Asking asking;
  rig.ask_safe(asking);
  rig.run_all();
  CHECK(rig.recorded() == std::vector<std::string>{"/verb done"});
  CHECK_FALSE(asking.answer().has_value());
  latches.run_all();
  REQUIRE(asking.answer().has_value());
  CHECK_THAT(asking.answer()->body, ContainsSubstring(R"("recorded":true,"sequence":1)"));
}
