// Models are swapped while they serve; what is bad changes nothing.
#include "end_to_end/artefacts.h"
#include "end_to_end/changes.h"
#include "support/catch.h"

using namespace spark::test;
namespace json = boost::json;

TEST_CASE("a swapped model answers the next request, and a rollback brings the former one back",
          "[smoke]") {
  const TemporaryFolder folder;
  const Sparkd host;
  CHECK(ask(host).version == "v1.8-b0");

  const auto answer = swap_candidate(host, make_artefact(folder.path(), 1));
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

  const auto back = post_admin(host, "/admin/v1/models/candidate/rollback");
  CHECK(back.at("generation").at("to").as_int64() == 3);
  CHECK(ask(host).version == "v1.8-b0");
  CHECK(host.metric(R"(ml_model_version{version="v1.8-b0"})") == 1);
  post_admin(host, "/admin/v1/models/candidate/rollback");
  CHECK(ask(host).version == "m-1");
}

TEST_CASE("a model whose files are links serves, and its next version is found in the same place") {
  const TemporaryFolder folder;
  const auto volume = folder.path() / "volume";  // as Kubernetes mounts a ConfigMap
  const auto publish = [&](const char* version, uint32_t number) {
    std::filesystem::create_directories(volume);
    std::filesystem::rename(make_artefact(folder.path(), number), volume / version);
    std::filesystem::create_symlink(version, volume / "..data_tmp");
    std::filesystem::rename(volume / "..data_tmp", volume / "..data");
  };
  publish("..1", 1);
  for (const char* name : {"model.json", "probes.json", "SHA256SUMS"})
    std::filesystem::create_symlink(std::filesystem::path("..data") / name, volume / name);
  const Sparkd host({"models.candidate.artefact=" + volume.string()});
  CHECK(ask(host).version == "m-1");
  publish("..2", 2);
  std::filesystem::remove_all(volume / "..1");
  const auto named = post_admin(host, "/admin/v1/reload");
  CHECK(named.at("files_changed").at(0).at("what").as_string() == "models.candidate");
  CHECK(ask(host).version == "m-1");
  post_admin(host, "/admin/v1/reload", 200, R"({"confirm":true,"files":true})");
  CHECK(ask(host).version == "m-2");
}

TEST_CASE("two models exchange their definitions in one generation") {
  const TemporaryFolder folder;
  const Sparkd host;
  swap_candidate(host, make_artefact(folder.path(), 7));
  const auto answer = post_admin(host, "/admin/v1/swap", 200,
                                 R"({"confirm":true,"models":{"candidate":{"like":"fallback"},)"
                                 R"("fallback":{"like":"candidate"}}})");
  CHECK(answer.at("generation").at("to").as_int64() == 3);
  REQUIRE(change_of(answer, "model", "fallback") != nullptr);
  CHECK(change_of(answer, "model", "fallback")->at("to").at("version").as_string() == "m-7");
  CHECK(text_of(change_of(answer, "model", "candidate")->at("to").at("version")) ==
        text_of(change_of(answer, "model", "fallback")->at("from").at("version")));
}

TEST_CASE("what the configuration pins is not swapped by hand, not even by force") {
  const TemporaryFolder folder;
  const Sparkd host;
  const auto artefact = make_artefact(folder.path(), 1);
  const auto refused = host.json("admin", "POST", "/admin/v1/models/production/swap",
                                 R"({"confirm":true,"artefact":")" + artefact.string() +
                                     R"(","plugin":"ml-model","force":true})",
                                 409);
  CHECK(text_of(refused.at("error")).find("changes by promotion") != std::string::npos);
  CHECK(refused.at("generation").as_int64() == 1);
}

TEST_CASE("how near a model came to its probes is published") {
  const TemporaryFolder folder;
  const Sparkd host;
  const auto probes = [&] {
    const json::value models = host.json("admin", "GET", "/admin/v1/models");
    for (const auto& model : models.at("models").as_array())
      if (model.at("name").as_string() == "candidate") return model.at("probes").as_object();
    return json::object();
  };
  CHECK(probes().at("count").as_int64() == 11);
  CHECK(probes().at("exact").as_bool());
  CHECK(probes().at("largest_difference").to_number<double>() == 0);
  // As another tool computes it, from the same weights.
  const auto artefact = make_artefact(folder.path(), 500);
  write_file(artefact / "probes.json",
             R"({"rows": [[1, 45000, 2, 1000000, 55, 13.8]], "scores": [0.5005000000000002]})");
  sign_artefact(artefact);
  swap_candidate(host, artefact);
  CHECK_FALSE(probes().at("exact").as_bool());
  const double difference = probes().at("largest_difference").as_double();
  CHECK(difference > 1e-16);
  CHECK(difference < 1e-12);
}

TEST_CASE("a dry run builds everything and changes nothing") {
  const TemporaryFolder folder;
  const Sparkd host;
  const auto answer =
      swap_candidate(host, make_artefact(folder.path(), 3), 200, R"(,"dry_run":true)");
  CHECK(answer.at("dry_run").as_bool());
  CHECK(answer.at("generation").at("from").as_int64() == 1);
  CHECK(answer.at("generation").at("to").as_int64() == 2);
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
    const auto refused = swap_candidate(host, each.artefact, 422);
    CHECK(refused.at("step").as_string() == each.step);
    INFO(refused);
    CHECK(text_of(refused.at("error")).find(each.says) != std::string::npos);
    CHECK(ask(host).version == "v1.8-b0");
  }
  CHECK(host.json("admin", "GET", "/admin/v1/status").at("generation").as_int64() == 1);
}

TEST_CASE("requests for unknown things name the nearest known one") {
  const TemporaryFolder folder;
  const Sparkd host;
  const auto refuse = [&](std::string_view path, const std::string& body, uint32_t status) {
    return text_of(host.json("admin", "POST", path, body, status).at("error"));
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
