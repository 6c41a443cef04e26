// What runs is changed while it serves: models, libraries, pipelines; and what is bad changes
// nothing.
#include <csignal>

#include "end_to_end/artefacts.h"
#include "end_to_end/harness.h"
#include "support/catch.h"

using namespace spark::test;
namespace json = boost::json;

namespace {

constexpr std::string_view request =
    R"({"snapshot":{"ts":1,"mid":45000,"spreadBp":2,"vol1m":1000000,"rsi14":55}})";

std::filesystem::path museum(const std::string& name) {
  return std::filesystem::path(SPARK_BUILD_DIR) / "lib/spark/museum" / (name + ".so");
}

std::string artefact_body(const std::filesystem::path& artefact, const std::string& more = "") {
  return R"({"confirm":true,"artefact":")" + artefact.string() + "\"" + more + "}";
}

// One request, and the version and score that answered it.
struct Answered {
  std::string version;
  double score;
};
Answered ask(const Sparkd& host) {
  const auto answer = host.json("ml-engine", "POST", "/ml/predict", request);
  return {std::string(answer.at("version").as_string()), answer.at("score").as_double()};
}

json::value swap(const Sparkd& host, const std::filesystem::path& artefact, uint32_t status = 200,
                 const std::string& more = "") {
  return host.json("admin", "POST", "/admin/v1/models/candidate/swap",
                   artefact_body(artefact, more), status);
}

std::string text(const json::value& value) {
  return std::string(value.as_string());
}

const json::object* change_of(const json::value& answer, std::string_view kind,
                              std::string_view name) {
  for (const auto& change : answer.at("changes").as_array()) {
    if (change.at("kind").as_string() == kind && change.at("name").as_string() == name)
      return &change.as_object();
  }
  return nullptr;
}

// The shipped configuration with additions, in a folder of its own beside its models.
class Configuration {
 public:
  Configuration() {
    std::filesystem::create_directories(folder_.path() / "configs");
    std::filesystem::copy(source("configs"), folder_.path() / "configs",
                          std::filesystem::copy_options::recursive);
  }
  [[nodiscard]] std::filesystem::path file() const {
    return folder_.path() / "configs/executor.yaml";
  }
  [[nodiscard]] const std::filesystem::path& folder() const { return folder_.path(); }
  void replace(const std::string& from, const std::string& to) const {
    replace_in(file(), from, to);
  }

 private:
  TemporaryFolder folder_;
};

}  // namespace

TEST_CASE("a swapped model answers the next request, and a rollback brings the former one back") {
  const TemporaryFolder folder;
  const Sparkd host;
  CHECK(ask(host).version == "v1.8-b0");

  const auto answer = swap(host, make_artefact(folder.path(), 1));
  CHECK(answer.at("generation").at("from").as_int64() == 1);
  CHECK(answer.at("generation").at("to").as_int64() == 2);
  const json::object* change = change_of(answer, "model", "candidate");
  REQUIRE(change != nullptr);
  CHECK(change->at("from").at("version").as_string() == "v1.8-b0");
  CHECK(change->at("to").at("version").as_string() == "m-1");
  CHECK(change->at("to").at("sha256").as_string().size() == 64);
  CHECK(change_of(answer, "plugin", "ml-model") == nullptr);
  CHECK(change_of(answer, "model", "production") == nullptr);
  const Answered now = ask(host);
  CHECK(now.version == "m-1");
  CHECK(now.score == constant_score(1));
  CHECK(host.metric(R"(ml_model_version{version="m-1"})") == 1);
  CHECK(host.metric(R"(ml_model_version{version="v1.8-b0"})") == -1);

  const auto back =
      host.json("admin", "POST", "/admin/v1/models/candidate/rollback", R"({"confirm":true})");
  CHECK(back.at("generation").at("to").as_int64() == 3);
  CHECK(ask(host).version == "v1.8-b0");
  CHECK(host.metric(R"(ml_model_version{version="v1.8-b0"})") == 1);
  host.json("admin", "POST", "/admin/v1/models/candidate/rollback", R"({"confirm":true})");
  CHECK(ask(host).version == "m-1");
}

TEST_CASE("two models exchange their definitions in one generation") {
  const TemporaryFolder folder;
  const Sparkd host;
  swap(host, make_artefact(folder.path(), 7));
  const auto answer = host.json(
      "admin", "POST", "/admin/v1/swap",
      R"({"confirm":true,"models":{"candidate":{"like":"fallback"},"fallback":{"like":"candidate"}}})");
  CHECK(answer.at("generation").at("to").as_int64() == 3);
  REQUIRE(change_of(answer, "model", "fallback") != nullptr);
  CHECK(change_of(answer, "model", "fallback")->at("to").at("version").as_string() == "m-7");
  CHECK(text(change_of(answer, "model", "candidate")->at("to").at("version")) ==
        text(change_of(answer, "model", "fallback")->at("from").at("version")));
}

TEST_CASE("what the configuration pins is not swapped by hand, not even by force") {
  const TemporaryFolder folder;
  const Sparkd host;
  const auto artefact = make_artefact(folder.path(), 1);
  const auto refused =
      host.json("admin", "POST", "/admin/v1/models/production/swap",
                artefact_body(artefact, R"(,"plugin":"ml-model","force":true)"), 409);
  CHECK(text(refused.at("error")).find("changes by promotion") != std::string::npos);
  CHECK(refused.at("generation").as_int64() == 1);
}

TEST_CASE("a dry run builds everything and changes nothing") {
  const TemporaryFolder folder;
  const Sparkd host;
  const auto answer = swap(host, make_artefact(folder.path(), 3), 200, R"(,"dry_run":true)");
  CHECK(answer.at("dry_run").as_bool());
  CHECK(answer.at("generation").at("to").as_int64() == 1);
  CHECK(change_of(answer, "model", "candidate")->at("to").at("version").as_string() == "m-3");
  CHECK(ask(host).version == "v1.8-b0");
}

TEST_CASE("a bad candidate changes nothing, and the error names the step") {
  const TemporaryFolder folder;
  const Sparkd host;
  const auto broken = [&](const std::string& name, auto damage) {
    const auto artefact = make_artefact(folder.path() / name, 5);
    damage(artefact);
    return artefact;
  };
  struct Case {
    std::filesystem::path artefact;
    std::string step;
    std::string says;
  };
  const Case cases[] = {
      {folder.path() / "nowhere", "stage", "nowhere"},
      {broken("sum", [](const auto& at) { replace_in(at / "model.json", "m-5", "m-6"); }), "stage",
       "model.json"},
      {broken("unlisted", [](const auto& at) { write_file(at / "extra", "x"); }), "stage", "extra"},
      {broken("probe",
              [](const auto& at) {
                replace_in(at / "probes.json", "\"scores\": [", "\"scores\": [0.25");
                replace_in(at / "probes.json", "[0.250.0", "[0.250");
                sign_artefact(at);
              }),
       "trial", "probes.json"},
      {broken("dimension",
              [](const auto& at) {
                replace_in(at / "model.json", ", 0, 0, 0, 0, 0]", ", 0, 0, 0]");
                sign_artefact(at);
              }),
       "trial", "weights"},
      {broken("feature",
              [](const auto& at) {
                replace_in(at / "model.json", "\"bias\"", "\"bios\"");
                sign_artefact(at);
              }),
       "trial", "feature_set_sha256"},
  };
  for (const Case& each : cases) {
    INFO(each.artefact);
    const auto refused = swap(host, each.artefact, 422);
    CHECK(refused.at("step").as_string() == each.step);
    INFO(refused);
    CHECK(text(refused.at("error")).find(each.says) != std::string::npos);
    CHECK(ask(host).version == "v1.8-b0");
  }
  CHECK(host.json("admin", "GET", "/admin/v1/status").at("generation").as_int64() == 1);
}

TEST_CASE("a library that would end the host ends another process instead") {
  const Sparkd host({"plugins.well.library=" + museum("well").string()});
  struct Case {
    const char* name;
    const char* says;
  };
  const Case cases[] = {{"constructor_aborts", "SIGABRT"},
                        {"create_aborts", "SIGABRT"},
                        {"constructor_throws", "SIGABRT"},
                        {"create_throws", ""},
                        {"create_bad_alloc", ""},
                        {"wrong_major", "2"},
                        {"no_note", "note"},
                        {"undefined_symbol", "undefined"}};
  for (const Case& each : cases) {
    INFO(each.name);
    const auto refused =
        host.json("admin", "POST", "/admin/v1/plugins/well/upgrade",
                  R"({"confirm":true,"library":")" + museum(each.name).string() + "\"}", 422);
    INFO(refused);
    CHECK(text(refused.at("error")).find(each.says) != std::string::npos);
    CHECK(ask(host).version == "v1.8-b0");
  }
  CHECK(host.json("admin", "GET", "/admin/v1/status").at("generation").as_int64() == 1);
}

TEST_CASE("requests for unknown things name the nearest known one") {
  const TemporaryFolder folder;
  const Sparkd host;
  const auto refuse = [&](std::string_view path, const std::string& body, uint32_t status) {
    return text(host.json("admin", "POST", path, body, status).at("error"));
  };
  CHECK(
      refuse("/admin/v1/models/candidat/rollback", R"({"confirm":true})", 404).find("candidate") !=
      std::string::npos);
  CHECK(
      refuse("/admin/v1/plugins/ml-modell/rollback", R"({"confirm":true})", 404).find("ml-model") !=
      std::string::npos);
  CHECK(refuse("/admin/v1/models/candidate/rollback", R"({"confirm":true})", 409)
            .find("no previous") != std::string::npos);
  CHECK(refuse("/admin/v1/models/candidate/swap", R"({"artefact":"x"})", 400).find("confirm") !=
        std::string::npos);
  CHECK(refuse("/admin/v1/models/candidate/swap", R"({"confirm":true,"artifact":"x"})", 400)
            .find("artefact") != std::string::npos);
  CHECK(refuse("/admin/v1/models/candidate/swop", R"({"confirm":true})", 404).find("swap") !=
        std::string::npos);
}

TEST_CASE("an edited configuration is taken while serving; a wrong one is refused whole") {
  const Configuration configuration;
  const Sparkd host({}, configuration.file());
  configuration.replace("service: ml-engine-standalone", "service: another-engine");
  const auto answer = host.json("admin", "POST", "/admin/v1/reload", R"({"confirm":true})");
  REQUIRE(change_of(answer, "pipeline", "ml-health") != nullptr);
  CHECK(answer.at("changes").as_array().size() == 1);
  CHECK(host.json("ml-engine", "GET", "/ml/health").at("service").as_string() == "another-engine");

  configuration.replace("predict: candidate, rows", "predict: candidat, rows");
  const auto refused = host.json("admin", "POST", "/admin/v1/reload", R"({"confirm":true})", 422);
  CHECK(text(refused.at("error")).find("did you mean 'candidate'") != std::string::npos);
  CHECK(ask(host).version == "v1.8-b0");
  configuration.replace("predict: candidat, rows", "predict: candidate, rows");
  const auto same = host.json("admin", "POST", "/admin/v1/reload", R"({"confirm":true})");
  CHECK(same.at("changes").as_array().empty());
  CHECK(same.at("generation").at("to") == same.at("generation").at("from"));
}

TEST_CASE("a reload on SIGHUP does what the request does; what needs a restart is said") {
  const Configuration configuration;
  const Sparkd host({}, configuration.file());
  configuration.replace("service: ml-engine-standalone", "service: another-engine");
  host.signal(SIGHUP);
  REQUIRE(host.prints("generation 2 serves: reload"));
  CHECK(host.json("ml-engine", "GET", "/ml/health").at("service").as_string() == "another-engine");
  configuration.replace("state_dir: ../var\n", "state_dir: ../var\nworkers: 5\n");
  const auto answer = host.json("admin", "POST", "/admin/v1/reload", R"({"confirm":true})");
  CHECK(answer.at("restart_needed").as_array().at(0).as_string() == "workers");
}

TEST_CASE("a reload drops an override when the value that it replaced has changed") {
  const TemporaryFolder folder;
  const Configuration configuration;
  const Sparkd host({}, configuration.file());
  swap(host, make_artefact(folder.path(), 2));
  const auto shown = host.json("admin", "GET", "/admin/v1/status").at("overrides").as_array();
  REQUIRE(shown.size() == 1);
  CHECK(shown[0].at("what").as_string() == "models.candidate");
  CHECK(text(shown[0].at("yaml")).find("v1.8-b0") != std::string::npos);
  CHECK(text(shown[0].at("now")).find("m-2") != std::string::npos);
  host.json("admin", "POST", "/admin/v1/reload", R"({"confirm":true})");
  CHECK(ask(host).version == "m-2");

  std::filesystem::copy(make_artefact(folder.path(), 4),
                        configuration.folder() / "configs/models/m-4");
  configuration.replace("models/v1.8-b0", "models/m-4");
  host.json("admin", "POST", "/admin/v1/reload", R"({"confirm":true})");
  CHECK(ask(host).version == "m-4");
  CHECK(host.json("admin", "GET", "/admin/v1/status").at("overrides").as_array().empty());
}

TEST_CASE("originals may be replaced or truncated as soon as they are in use") {
  const TemporaryFolder folder;
  const auto library = folder.path() / "mine.so";
  std::filesystem::copy(museum("stateful"), library);
  const Sparkd host({"plugins.stateful.library=" + library.string()});
  const auto artefact = make_artefact(folder.path(), 9);
  swap(host, artefact);
  std::filesystem::resize_file(library, 100);
  std::filesystem::resize_file(artefact / "model.json", 3);
  CHECK(ask(host).version == "m-9");
  CHECK(host.json("admin", "GET", "/x/stateful/count").at("version").as_string() == "1.0.0");
  host.json("admin", "POST", "/admin/v1/models/candidate/rollback", R"({"confirm":true})");
  host.json("admin", "POST", "/admin/v1/models/candidate/rollback", R"({"confirm":true})");
  CHECK(ask(host).version == "m-9");
}

TEST_CASE("an upgraded plugin goes on counting where the one before was, and a rollback does too") {
  const Sparkd host({"plugins.stateful.library=" + museum("stateful").string(),
                     "pipelines.rows={route: POST executor /rows, stages: {rows: "
                     "{plugin: stateful}}, answer: {ok: true}}"});
  const auto count = [&] {
    return host.json("admin", "GET", "/x/stateful/count").at("rows").as_int64();
  };
  const auto upgrade = [&](const std::string& name) {
    return host.json("admin", "POST", "/admin/v1/plugins/stateful/upgrade",
                     R"({"confirm":true,"library":")" + museum(name).string() + "\"}");
  };
  for (int i = 0; i < 5; ++i) host.json("executor", "POST", "/rows", "{}");
  CHECK(count() == 5);
  const auto answer = upgrade("stateful2");
  CHECK(change_of(answer, "plugin", "stateful")->at("state").as_string() == "carried");
  host.json("executor", "POST", "/rows", "{}");
  CHECK(count() == 6);
  CHECK(host.json("admin", "GET", "/x/stateful/count").at("version").as_string() == "2.0.0");
  host.json("admin", "POST", "/admin/v1/plugins/stateful/rollback", R"({"confirm":true})");
  host.json("executor", "POST", "/rows", "{}");
  CHECK(count() == 7);
  const auto fresh = upgrade("stateful3");
  CHECK(text(change_of(fresh, "plugin", "stateful")->at("state")).starts_with("fresh: "));
  CHECK(count() == 0);
  const auto residents =
      host.json("admin", "GET", "/admin/v1/generations").at("residents").as_array();
  CHECK(residents.size() == 7);
}

TEST_CASE("a plugin's pin holds off a swap, and is told before a forced one") {
  const TemporaryFolder folder;
  const Sparkd host({"plugins.stateful.library=" + museum("stateful").string()});
  const auto artefact = make_artefact(folder.path(), 1);
  host.json("admin", "POST", "/x/stateful/pin?model=candidate", "{}");
  const auto refused = swap(host, artefact, 409);
  CHECK(text(refused.at("error")).find("pinned by plugin 'stateful'") != std::string::npos);
  CHECK(ask(host).version == "v1.8-b0");
  CHECK(host.json("admin", "GET", "/admin/v1/status").at("pins").as_array().size() == 1);
  swap(host, artefact, 200, R"(,"force":true)");
  CHECK(ask(host).version == "m-1");
  CHECK(host.json("admin", "GET", "/x/stateful/count").at("broken").as_bool());
}
