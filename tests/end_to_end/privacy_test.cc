// What a host keeps is its user's alone, and what came to nothing leaves no copies.
#include <set>

#include "end_to_end/artefacts.h"
#include "end_to_end/changes.h"
#include "support/catch.h"
#include "support/file_mode.h"

using namespace spark::test;
namespace fs = std::filesystem;

namespace {

std::set<std::string> objects(const fs::path& state) {
  std::set<std::string> names;
  for (const auto& each : fs::directory_iterator(state / "objects"))
    names.insert(each.path().filename());
  return names;
}

}  // namespace

TEST_CASE("state folders and copies are the host's user's alone, and looser ones are tightened") {
  const TemporaryFolder folder;
  const fs::path state = folder.path() / "state";
  for (const char* loose : {"", "chain", "objects"}) {
    fs::create_directories(state / loose);
    fs::permissions(state / loose, fs::perms::all);
  }
  const mode_t before = ::umask(0);
  const Sparkd host({}, {}, state);
  ::umask(before);
  for (const fs::path& each : {state, state / "chain", state / "objects"}) {
    INFO(each);
    CHECK(mode(each) == 0700);
    CHECK(host.prints(each.string() + ": others could enter it"));
  }
  for (const auto& each : fs::recursive_directory_iterator(state / "objects")) {
    INFO(each.path());
    CHECK(mode(each.path()) == (each.is_directory() ? 0700 : 0400));
  }
}

TEST_CASE("what a refused or dry change copied is removed again, what was there before is not") {
  const TemporaryFolder folder;
  const Sparkd host;
  const auto before = objects(host.state_dir());
  const auto first = make_artefact(folder.path(), 1);
  swap_candidate(host, first, 200, R"(,"dry_run":true)");
  CHECK(objects(host.state_dir()) == before);
  upgrade(host, "shadow", museum("create_throws"), 422);
  CHECK(objects(host.state_dir()) == before);

  swap_candidate(host, first);
  const auto with_first = objects(host.state_dir());
  CHECK(with_first.size() == before.size() + 1);
  post_admin(host, "/admin/v1/models/candidate/rollback");
  swap_candidate(host, first, 200, R"(,"dry_run":true)");
  CHECK(objects(host.state_dir()) == with_first);
  swap_candidate(host, first);
  CHECK(ask(host).version == "m-1");
}

TEST_CASE("a refused start leaves no copies of what it could not use") {
  const TemporaryFolder folder;
  const fs::path state = folder.path() / "state";
  const Ended refused = run(
      sparkd_command({"plugins.specimen.library=" + museum("create_throws").string()}, {}, state));
  INFO(refused.output);
  CHECK(refused.exit_code == 2);
  CHECK(objects(state).empty());
}
