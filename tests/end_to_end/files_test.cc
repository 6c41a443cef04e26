// Files that are changed in place are never taken without a word, and never where the configuration
// says which content it means.
#include <csignal>
#include <fstream>

#include "end_to_end/artefacts.h"
#include "end_to_end/changes.h"
#include "support/catch.h"

using namespace spark::test;
namespace json = boost::json;
namespace fs = std::filesystem;

namespace {

// A configuration whose candidate is m-1 and whose plugin `well` lies where it can be overwritten.
struct Place {
  TemporaryFolder folder;
  Configuration configuration;

  Place() {
    fs::copy(make_artefact(folder.path(), 1), artefact(), fs::copy_options::recursive);
    fs::copy(museum("well"), library());
    configuration.replace("models/v1.8-b0", "models/mine");
    configuration.replace("  ml-model: {}\n",
                          "  ml-model: {}\n  well: {library: " + library().string() + "}\n");
  }
  [[nodiscard]] fs::path artefact() const { return configuration.models() / "mine"; }
  [[nodiscard]] fs::path library() const { return folder.path() / "well.so"; }
  [[nodiscard]] fs::path state() const { return folder.path() / "state"; }
  [[nodiscard]] Sparkd start() const { return Sparkd({}, configuration.file(), state()); }
  [[nodiscard]] Ended refused() const {
    return run(sparkd_command({}, configuration.file(), state()));
  }

  // As `rsync` would: another version in the same place, whole and signed.
  void overwrite_artefact() const {
    fs::remove_all(artefact());
    fs::copy(make_artefact(folder.path(), 2), artefact(), fs::copy_options::recursive);
  }
  void overwrite_library() const {
    fs::copy_file(museum("well"), library(), fs::copy_options::overwrite_existing);
    std::ofstream(library(), std::ios::app) << '\0';
  }
};

bool has(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

std::string shown_digest(const Sparkd& host, const std::string& kind, std::string_view name) {
  const auto all = host.json("admin", "GET", "/admin/v1/" + kind);
  for (const auto& each : all.at(kind).as_array())
    if (each.at("name").as_string() == name) return text_of(each.at("sha256"));
  FAIL("no " << name << " in " << kind);
  return {};
}

std::string degraded(const Sparkd& host) {
  return json::serialize(host.json("admin", "GET", "/admin/v1/status").at("degraded"));
}

std::string records(const Sparkd& host) {
  return run({binary("sparkctl").string(), "evidence", "list", "--json", "--last", "1000",
              "--state-dir", host.state_dir().string()})
      .output;
}

}  // namespace

TEST_CASE("a reload names files that were changed in place, and takes them when it is told to") {
  const Place place;
  const Sparkd host = place.start();
  CHECK(ask(host).version == "m-1");
  const std::string before = shown_digest(host, "models", "candidate");
  CHECK_FALSE(post_admin(host, "/admin/v1/reload").as_object().contains("files_changed"));
  place.overwrite_artefact();
  place.overwrite_library();
  for (const char* body : {R"({"confirm":true})", R"({"confirm":true,"dry_run":true})",
                           R"({"confirm":true,"dry_run":true,"files":true})"}) {
    INFO(body);
    const auto named = post_admin(host, "/admin/v1/reload", 200, body);
    const auto& changed = named.at("files_changed").as_array();
    REQUIRE(changed.size() == 2);
    CHECK(changed[0].at("what").as_string() == "plugins.well");
    CHECK(changed[1].at("what").as_string() == "models.candidate");
    CHECK(changed[1].at("running").as_string() == before);
    CHECK(text_of(changed[1].at("path")) == place.artefact().string());
    CHECK(named.at("files_taken").as_bool() == has(body, "files"));
    CHECK(named.at("changes").as_array().empty() != has(body, "files"));
    CHECK(ask(host).version == "m-1");
  }
  const auto taken = post_admin(host, "/admin/v1/reload", 200, R"({"confirm":true,"files":true})");
  CHECK(change_of(taken, "model", "candidate") != nullptr);
  CHECK(change_of(taken, "plugin", "well") != nullptr);
  CHECK(ask(host).version == "m-2");
  CHECK_FALSE(post_admin(host, "/admin/v1/reload").as_object().contains("files_changed"));
}

TEST_CASE("a file that is gone is named by a reload, and keeps running until it is to be taken") {
  const Place place;
  const Sparkd host = place.start();
  fs::remove_all(place.artefact());
  const auto named = post_admin(host, "/admin/v1/reload");
  CHECK(named.at("files_changed").at(0).at("found").is_null());
  CHECK(has(text_of(named.at("files_changed").at(0).at("error")), "No such file"));
  const auto refused =
      post_admin(host, "/admin/v1/reload", 422, R"({"confirm":true,"files":true})");
  CHECK(has(text_of(refused.at("error")), "models.candidate"));
  CHECK(ask(host).version == "m-1");
}

TEST_CASE("what an operator swapped in is not looked for any more") {
  const Place place;
  const Sparkd host = place.start();
  const fs::path artefact = make_artefact(place.folder.path(), 3);
  swap_candidate(host, artefact);
  fs::remove_all(artefact);
  CHECK_FALSE(post_admin(host, "/admin/v1/reload", 200, R"({"confirm":true,"files":true})")
                  .as_object()
                  .contains("files_changed"));
  CHECK(ask(host).version == "m-3");
}

TEST_CASE("a restart takes files that were changed in place, and says so") {
  const Place place;
  std::string before;
  {
    const Sparkd host = place.start();
    before = shown_digest(host, "models", "candidate");
    CHECK(degraded(host) == "[]");
  }
  place.overwrite_artefact();
  {
    const Sparkd host = place.start();
    CHECK(ask(host).version == "m-2");
    const std::string says = "models.candidate: its files were changed in place: " + before +
                             " was served before this start, " +
                             shown_digest(host, "models", "candidate") + " is now";
    INFO(degraded(host));
    CHECK(has(degraded(host), says));
    REQUIRE(host.prints(says));
    bool is_recorded = false;
    for (int tries = 0; tries < 200 && !is_recorded; ++tries)
      is_recorded = has(records(host), says);
    CHECK(is_recorded);
  }
  CHECK(degraded(place.start()) == "[]");
}

TEST_CASE("a digest in the configuration is the only content that is taken") {
  const Place place;
  std::string model;
  std::string library;
  {
    const Sparkd host = place.start();
    model = shown_digest(host, "models", "candidate");
    library = shown_digest(host, "plugins", "well");
  }
  place.configuration.replace("artefact: models/mine", "artefact: models/mine, sha256: " + model);
  place.configuration.replace("well.so}", "well.so, sha256: " + library + "}");
  const Sparkd host = place.start();
  CHECK(degraded(host) == "[]");
  place.overwrite_artefact();
  place.overwrite_library();
  const auto refused =
      post_admin(host, "/admin/v1/reload", 422, R"({"confirm":true,"files":true})");
  INFO(refused);
  CHECK(has(text_of(refused.at("error")),
            "plugins.well.sha256: expected the content " + library + ", found "));
  CHECK(
      has(text_of(refused.at("error")), "models.candidate.sha256: expected the content " + model));
  CHECK(ask(host).version == "m-1");
  // Another path is another definition, which an operator may swap in.
  swap_candidate(host, make_artefact(place.folder.path(), 3));
  CHECK(ask(host).version == "m-3");
}

TEST_CASE("a start is refused where the content is not the configuration's, with both digests") {
  const Place place;
  place.configuration.replace("artefact: models/mine",
                              "artefact: models/mine, sha256: " + std::string(64, '0'));
  const Ended refused = place.refused();
  INFO(refused.output);
  CHECK(refused.exit_code == 2);
  CHECK(has(refused.output,
            "models.candidate.sha256: expected the content " + std::string(64, '0') + ", found "));
  CHECK(has(refused.output, " in " + place.artefact().string()));
  CHECK(has(refused.output, "executor.yaml:"));
}

TEST_CASE("where pinned content was overwritten, its published copy serves") {
  const Place place;
  {
    const Sparkd host = place.start();
    place.configuration.replace(
        "artefact: models/mine",
        "artefact: models/mine, sha256: " + shown_digest(host, "models", "candidate"));
    post_admin(host, "/admin/v1/reload");
  }
  place.overwrite_artefact();
  const Sparkd host = place.start();
  CHECK(ask(host).version == "m-1");
  INFO(degraded(host));
  CHECK(has(degraded(host), "their last published copies are"));
  CHECK(has(degraded(host), "models.candidate.sha256: expected the content"));
}
