// A run that archives a chain is killed before each of its steps, and at moments within them: the
// chain verifies, and the next run finishes.
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <random>

#include "archiving.h"
#include "base/clock.h"
#include "store/last_entries.h"

namespace spark::store {
namespace {

constexpr uint64_t until = 5;

// Archives in another process, which calls `before` before each step; returns whether it was
// killed.
bool archive_in_child(ArchivedFolder& folder, const std::function<void(std::string_view)>& before,
                      int64_t kill_after_ns = 0) {
  folder.stop();  // the child is the host, too
  const pid_t child = fork();
  if (child == 0) {
    folder.start();
    PrefixHooks hooks = folder.hooks();
    hooks.before = before;
    const auto plan = folder.plan(until);
    const bool is_done =
        plan && archive_prefix(folder.path(), *plan, folder.archive(), hooks).has_value();
    _exit(is_done ? 0 : 1);
  }
  if (kill_after_ns > 0) {
    const int64_t end_ns = base::steady_ns() + kill_after_ns;
    while (base::steady_ns() < end_ns) {
    }
    kill(child, SIGKILL);
  }
  int status = 0;
  waitpid(child, &status, 0);
  CHECK((WIFSIGNALED(status) || WEXITSTATUS(status) == 0));
  return WIFSIGNALED(status);
}

// Whole as it stands, and, once the next run has finished, with nothing lost or left over.
void check_and_finish(ArchivedFolder& folder) {
  CHECK(flaw_of(folder.verified()) == "whole");
  {
    const auto opened = Chain::open(folder.path(), tiny_segments);
    REQUIRE(opened.has_value());
    CHECK(opened->doubts.empty());
  }
  folder.start();
  const auto done = folder.archive_until(until);
  INFO((done ? "" : done.error().text));
  REQUIRE(done.has_value());
  const VerifyReport report = folder.verified_with_archive();
  CHECK(flaw_of(report) == "whole");
  REQUIRE(report.archived);
  CHECK(report.archived->end.sequence == until);
  CHECK(report.leftovers == 0);
  CHECK_FALSE(std::filesystem::exists(folder.segment(until)));
  const auto all = last_entries(folder.chain(), {1'000, 0, folder.archive()}).value();
  CHECK(all.size() == report.records);
  CHECK(all.front().sequence == 1);
}

TEST_CASE("a run that is killed before any of its steps loses nothing, and the next one ends it") {
  std::vector<std::string> steps;
  for (size_t step = 0;; ++step) {
    INFO("killed before step " << step);
    ArchivedFolder folder;
    size_t next = 0;
    const bool was_killed = archive_in_child(folder, [&](std::string_view) {
      if (next++ == step) raise(SIGKILL);
    });
    check_and_finish(folder);
    if (!was_killed) {
      // pack 5, sign, keep, verify, put on record, find, write the statement, remove 5
      CHECK(step == until + 6 + until);
      break;
    }
    REQUIRE(step < 100);
  }
}

TEST_CASE("a run that is killed at any moment loses nothing, and the next one ends it") {
  std::mt19937 random(20261128);
  for (int round = 0; round < 40; ++round) {
    INFO("round " << round);
    ArchivedFolder folder;
    archive_in_child(
        folder, [](std::string_view) {}, 100'000 + random() % 8'000'000);
    check_and_finish(folder);
  }
}

}  // namespace
}  // namespace spark::store
