// Plugins are replaced while they serve; what would end the host does not.
#include <fstream>

#include "end_to_end/artefacts.h"
#include "end_to_end/changes.h"
#include "support/catch.h"
#include "support/shipped.h"

using namespace spark::test;
namespace json = boost::json;

TEST_CASE("a library that would end the host ends another process instead") {
  const Sparkd host({"plugins.well.library=" + museum("well").string()});
  struct Case {
    const char* name;
    const char* says;
  };
  const Case cases[] = {{"constructor_aborts", "SIGABRT"},
                        {"create_aborts", "SIGABRT"},
                        {"constructor_throws", "thrown by a static object"},
                        {"create_throws", ""},
                        {"create_bad_alloc", ""},
                        {"wrong_major", "2"},
                        {"no_note", "note"},
                        {"undefined_symbol", "undefined"}};
  for (const Case& each : cases) {
    INFO(each.name);
    const auto refused = upgrade(host, "well", museum(each.name), 422);
    INFO(refused);
    CHECK(text_of(refused.at("error")).find(each.says) != std::string::npos);
    CHECK(ask(host).version == "v1.8-b0");
  }
  CHECK(host.json("admin", "GET", "/admin/v1/status").at("generation").as_int64() == 1);
}

TEST_CASE(
    "a plugin works with the libraries that it brings, and a change of one is a change of it") {
  const TemporaryFolder folder;
  for (const char* name : {"with_private.so", "libspecimen-part.so", "libspecimen-inner-part.so"})
    std::filesystem::copy(museum("with_private").parent_path() / name, folder.path() / name);
  const auto library = folder.path() / "with_private.so";
  const Sparkd host({"plugins.mine.library=" + library.string(),
                     "pipelines.part={route: POST executor /part, stages: {part: "
                     "{plugin: mine, required: true}}, answer: {part: part.value}}"});
  CHECK(host.json("executor", "POST", "/part", "{}").at("part").to_number<double>() == 42);

  std::ofstream(library, std::ios::app) << '\0';  // another digest, the same libraries
  const auto answer = upgrade(host, "mine", library);
  CHECK(change_of(answer, "plugin", "mine") != nullptr);
  CHECK(host.json("executor", "POST", "/part", "{}").at("part").to_number<double>() == 42);
  CHECK_FALSE(post_admin(host, "/admin/v1/reload").as_object().contains("files_changed"));

  std::ofstream(folder.path() / "libspecimen-inner-part.so", std::ios::app) << '\0';
  const auto named = post_admin(host, "/admin/v1/reload");
  CHECK(named.at("files_changed").at(0).at("what").as_string() == "plugins.mine");
  const auto refused = upgrade(host, "mine", library, 422);
  CHECK(text_of(refused.at("error")).find("libspecimen-inner-part.so") != std::string::npos);
  CHECK(host.json("executor", "POST", "/part", "{}").at("part").to_number<double>() == 42);
  std::filesystem::remove(folder.path() / "libspecimen-part.so");
  CHECK(text_of(upgrade(host, "mine", library, 422).at("error"))
            .find("it needs libspecimen-part.so, which is not there") != std::string::npos);
}

TEST_CASE("originals may be replaced or truncated as soon as they are in use") {
  const TemporaryFolder folder;
  const auto library = folder.path() / "mine.so";
  std::filesystem::copy(museum("stateful"), library);
  const Sparkd host({"plugins.stateful.library=" + library.string()});
  const auto artefact = make_artefact(folder.path(), 9);
  swap_candidate(host, artefact);
  std::filesystem::resize_file(library, 100);
  std::filesystem::resize_file(artefact / "model.json", 3);
  CHECK(ask(host).version == "m-9");
  CHECK(host.json("admin", "GET", "/x/stateful/count").at("version").as_string() == "1.0.0");
  post_admin(host, "/admin/v1/models/candidate/rollback");
  post_admin(host, "/admin/v1/models/candidate/rollback");
  CHECK(ask(host).version == "m-9");
}

TEST_CASE("an upgraded plugin goes on counting where the one before was, and a rollback does too") {
  const Sparkd host({"plugins.stateful.library=" + museum("stateful").string(),
                     "pipelines.rows={route: POST executor /rows, stages: {rows: "
                     "{plugin: stateful}}, answer: {ok: true}}"});
  const auto count = [&] {
    return host.json("admin", "GET", "/x/stateful/count").at("rows").as_int64();
  };
  for (int i = 0; i < 5; ++i) host.json("executor", "POST", "/rows", "{}");
  CHECK(count() == 5);
  const auto answer = upgrade(host, "stateful", museum("stateful2"));
  CHECK(change_of(answer, "plugin", "stateful")->at("state").as_string() == "carried");
  host.json("executor", "POST", "/rows", "{}");
  CHECK(count() == 6);
  CHECK(host.json("admin", "GET", "/x/stateful/count").at("version").as_string() == "2.0.0");
  post_admin(host, "/admin/v1/plugins/stateful/rollback");
  host.json("executor", "POST", "/rows", "{}");
  CHECK(count() == 7);
  const auto fresh = upgrade(host, "stateful", museum("stateful3"));
  CHECK(text_of(change_of(fresh, "plugin", "stateful")->at("state")).starts_with("fresh: "));
  CHECK(count() == 0);
  const auto residents =
      host.json("admin", "GET", "/admin/v1/generations").at("residents").as_array();
  CHECK(residents.size() == shipped_libraries + 3);
}

TEST_CASE("a plugin's pin holds off a swap, and is told before a forced one") {
  const TemporaryFolder folder;
  const Sparkd host({"plugins.stateful.library=" + museum("stateful").string()});
  const auto artefact = make_artefact(folder.path(), 1);
  host.json("admin", "POST", "/x/stateful/pin?model=candidate", "{}");
  const auto refused = swap_candidate(host, artefact, 409);
  CHECK(text_of(refused.at("error")).find("pinned by plugin 'stateful'") != std::string::npos);
  CHECK(ask(host).version == "v1.8-b0");
  CHECK(host.json("admin", "GET", "/admin/v1/status").at("pins").as_array().size() == 1);
  swap_candidate(host, artefact, 200, R"(,"force":true)");
  CHECK(ask(host).version == "m-1");
  CHECK(host.json("admin", "GET", "/x/stateful/count").at("broken").as_bool());
}
