// An artefact that is not what its SHA256SUMS says reaches no plugin, by whichever way it comes.
// The plugin would take the forged ones here: they are whole models under another's sums.
#include "end_to_end/artefacts.h"
#include "end_to_end/changes.h"
#include "support/catch.h"

using namespace spark::test;
namespace fs = std::filesystem;
using Catch::Matchers::ContainsSubstring;

namespace {

// Puts another model into the artefact and leaves its SHA256SUMS.
void forge(const fs::path& artefact) {
  const TemporaryFolder folder;
  const fs::path other = make_artefact(folder.path(), 666);
  for (const char* file : {"model.json", "probes.json"}) {
    fs::permissions(artefact / file, fs::perms::owner_write, fs::perm_options::add);
    write_file(artefact / file, read_file(other / file));
  }
}

struct Place {
  TemporaryFolder folder;
  Configuration configuration;

  Place() {
    fs::copy(make_artefact(folder.path(), 1), artefact(), fs::copy_options::recursive);
    configuration.replace("models/v1.8-b0", "models/mine");
  }
  [[nodiscard]] fs::path artefact() const { return configuration.models() / "mine"; }
  [[nodiscard]] fs::path state() const { return folder.path() / "state"; }
  [[nodiscard]] std::vector<std::string> command() const {
    return sparkd_command({}, configuration.file(), state());
  }
};

}  // namespace

TEST_CASE("a forged artefact is refused by a check and by a start") {
  const Place place;
  forge(place.artefact());
  for (const bool check_only : {true, false}) {
    INFO(check_only);
    std::vector<std::string> command = place.command();
    if (check_only) command.emplace_back("--check-config");
    const Ended ended = run(command);
    INFO(ended.output);
    CHECK(ended.exit_code == 2);
    CHECK_THAT(ended.output,
               ContainsSubstring(place.artefact().string() + ": model.json: its digest is "));
  }
}

TEST_CASE("a forged artefact is refused by every change, and what serves goes on") {
  const Place place;
  const Sparkd host({}, place.configuration.file(), place.state());
  forge(place.artefact());
  const std::string named = R"("artefact":")" + place.artefact().string() + '"';
  struct Case {
    const char* path;
    std::string body;
  };
  const Case cases[] = {
      {"/admin/v1/models/candidate/swap", "{" + named + R"(,"confirm":true})"},
      {"/admin/v1/models/candidate/swap", "{" + named + R"(,"confirm":true,"dry_run":true})"},
      {"/admin/v1/models/candidate/swap", "{" + named + R"(,"confirm":true,"force":true})"},
      {"/admin/v1/swap", R"({"confirm":true,"models":{"candidate":{)" + named + "}}}"},
      {"/admin/v1/reload", R"({"confirm":true,"files":true})"},
      {"/v2/repository/models/candidate/load", R"({"parameters":{"confirm":true,)" + named + "}}"},
  };
  for (const Case& each : cases) {
    INFO(each.path << ' ' << each.body);
    const auto refused = host.json("admin", "POST", each.path, each.body, 422);
    CHECK_THAT(text_of(refused.at("error")), ContainsSubstring("model.json: its digest is "));
    CHECK(ask(host).version == "m-1");
  }
}

TEST_CASE("a copy in the object store that was changed is not used again") {
  const Place place;
  {
    const Sparkd host({}, place.configuration.file(), place.state());
    const auto swapped = swap_candidate(host, make_artefact(place.folder.path(), 2));
    forge(place.state() / "objects" /
          text_of(change_of(swapped, "model", "candidate")->at("from").at("sha256")));
    // This process has seen the copy whole, and looks at it again all the same.
    const auto refused = post_admin(host, "/admin/v1/models/candidate/rollback", 422,
                                    R"({"confirm":true,"dry_run":true})");
    CHECK_THAT(text_of(refused.at("error")), ContainsSubstring("model.json: its digest is "));
    CHECK(ask(host).version == "m-2");
    // The model that was made of it before is in memory.
    post_admin(host, "/admin/v1/models/candidate/rollback");
    CHECK(ask(host).version == "m-1");
  }
  const Sparkd host({}, place.configuration.file(), place.state());
  CHECK(ask(host).version == "m-1");
}
