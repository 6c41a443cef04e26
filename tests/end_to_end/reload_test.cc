// The configuration is edited while it serves.
#include <csignal>

#include "end_to_end/artefacts.h"
#include "end_to_end/changes.h"
#include "support/catch.h"

using namespace spark::test;
namespace json = boost::json;

TEST_CASE("an edited configuration is taken while serving, a wrong one is refused whole",
          "[smoke]") {
  const Configuration configuration;
  const Sparkd host({}, configuration.file());
  configuration.replace("service: ml-engine-standalone", "service: another-engine");
  const auto answer = post_admin(host, "/admin/v1/reload");
  REQUIRE(change_of(answer, "pipeline", "ml-health") != nullptr);
  CHECK(answer.at("changes").as_array().size() == 1);
  CHECK(host.json("ml-engine", "GET", "/ml/health").at("service").as_string() == "another-engine");

  configuration.replace("predict: candidate, rows", "predict: candidat, rows");
  const auto refused = post_admin(host, "/admin/v1/reload", 422);
  CHECK(text_of(refused.at("error")).find("did you mean 'candidate'") != std::string::npos);
  CHECK(ask(host).version == "v1.8-b0");
  configuration.replace("predict: candidat, rows", "predict: candidate, rows");
  const auto same = post_admin(host, "/admin/v1/reload");
  CHECK(same.at("changes").as_array().empty());
  CHECK(same.at("generation").at("to") == same.at("generation").at("from"));
}

TEST_CASE("a reload on SIGHUP does what the request does, what needs a restart is said") {
  const Configuration configuration;
  const Sparkd host({}, configuration.file());
  configuration.replace("service: ml-engine-standalone", "service: another-engine");
  host.signal(SIGHUP);
  REQUIRE(host.prints("generation 2 serves: reload"));
  CHECK(host.json("ml-engine", "GET", "/ml/health").at("service").as_string() == "another-engine");
  configuration.replace("state_dir: ../var\n", "state_dir: ../var\nworkers: 5\n");
  const auto answer = post_admin(host, "/admin/v1/reload");
  CHECK(answer.at("restart_needed").as_array().at(0).as_string() == "workers");
  configuration.replace("  admin:  ", "  spare: {port: 0}\n  admin:  ");
  const auto spare = post_admin(host, "/admin/v1/reload");
  CHECK(spare.at("restart_needed").as_array().at(0).as_string() == "listeners");
  configuration.replace("GET executor /health", "GET spare /health");
  const auto refused = post_admin(host, "/admin/v1/reload", 422);
  CHECK(text_of(refused.at("error")).find("waits for a restart") != std::string::npos);
}

TEST_CASE("a reload drops an override when the value that it replaced has changed") {
  const TemporaryFolder folder;
  const Configuration configuration;
  const Sparkd host({}, configuration.file());
  swap_candidate(host, make_artefact(folder.path(), 2));
  const auto shown = host.json("admin", "GET", "/admin/v1/status").at("overrides").as_array();
  REQUIRE(shown.size() == 1);
  CHECK(shown[0].at("what").as_string() == "models.candidate");
  CHECK(text_of(shown[0].at("yaml")).find("v1.8-b0") != std::string::npos);
  CHECK(text_of(shown[0].at("now")).find("m-2") != std::string::npos);
  post_admin(host, "/admin/v1/reload");
  CHECK(ask(host).version == "m-2");

  std::filesystem::copy(make_artefact(folder.path(), 4), configuration.models() / "m-4");
  configuration.replace("models/v1.8-b0", "models/m-4");
  post_admin(host, "/admin/v1/reload");
  CHECK(ask(host).version == "m-4");
  CHECK(host.json("admin", "GET", "/admin/v1/status").at("overrides").as_array().empty());
}
