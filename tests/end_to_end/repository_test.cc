// The Open Inference Protocol's repository extension, as its clients call it.
#include "end_to_end/artefacts.h"
#include "end_to_end/changes.h"
#include "support/catch.h"

using namespace spark::test;
namespace json = boost::json;

namespace {

json::value post(const Sparkd& host, std::string_view path, std::string_view body,
                 uint32_t status = 200) {
  return host.json("admin", "POST", path, body, status);
}

std::string state_of(const Sparkd& host, std::string_view model) {
  const auto index = post(host, "/v2/repository/index", "{}");
  for (const auto& entry : index.as_array())
    if (entry.at("name").as_string() == model) return text_of(entry.at("state"));
  return "";
}

}  // namespace

TEST_CASE("a repository load with an artefact is a swap, without one the configuration's own") {
  const TemporaryFolder folder;
  const Sparkd host;
  const auto artefact = make_artefact(folder.path(), 8);
  CHECK(text_of(post(host, "/v2/repository/models/candidate/load",
                     R"({"parameters":{"artefact":")" + artefact.string() + "\"}}", 400)
                    .at("error"))
            .find("confirm") != std::string::npos);
  post(host, "/v2/repository/models/candidate/load",
       R"({"parameters":{"confirm":true,"artefact":")" + artefact.string() + "\"}}");
  CHECK(ask(host).version == "m-8");
  const auto infer = host.json(
      "ml-engine", "POST", "/v2/models/candidate/infer",
      R"({"inputs":[{"name":"features","datatype":"FP64","shape":[1,6],"data":[1,1,1,1,1,1]}]})");
  CHECK(infer.at("model_version").as_string() == "m-8");
  post(host, "/v2/repository/models/candidate/load", R"({"parameters":{"confirm":true}})");
  CHECK(ask(host).version == "v1.8-b0");
  CHECK(host.json("admin", "GET", "/admin/v1/status").at("overrides").as_array().empty());
}

TEST_CASE("a model that no pipeline asks is unloaded and loaded again, others are not unloaded") {
  const Sparkd host({"models.spare={plugin: baseline}"});
  const auto refused = post(host, "/v2/repository/models/candidate/unload",
                            R"({"parameters":{"confirm":true}})", 409);
  CHECK(text_of(refused.at("error")).find("predict-with-shadow") != std::string::npos);
  CHECK(state_of(host, "spare") == "READY");
  post(host, "/v2/repository/models/spare/unload", R"({"parameters":{"confirm":true}})");
  CHECK(state_of(host, "spare") == "UNAVAILABLE");
  host.json("ml-engine", "GET", "/v2/models/spare", {}, 404);
  post(host, "/v2/repository/models/spare/load", R"({"parameters":{"confirm":true}})");
  CHECK(state_of(host, "spare") == "READY");
  host.json("ml-engine", "GET", "/v2/models/spare");
  post(host, "/v2/repository/models/nobody/load", R"({"parameters":{"confirm":true}})", 404);
}

TEST_CASE("clients that send bodies of their own confirm by header or query") {
  const Sparkd host({"models.spare={plugin: baseline}"});
  const auto ask_for = [&](const std::string& target, const std::string& header,
                           const std::string& body, bool with_token = true) {
    auto client = host.client("admin");
    std::string request = "POST " + target + " HTTP/1.1\r\nHost: 127.0.0.1\r\n" + header;
    if (with_token) request += "Authorization: Bearer " + host.token() + "\r\n";
    request += "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
    REQUIRE(client.send(request).has_value());
    return client.receive().value();
  };
  const std::string unload = "/v2/repository/models/spare/unload";
  const std::string load = "/v2/repository/models/spare/load";
  const std::string dependents = R"({"parameters":{"unload_dependents":false}})";
  const auto unconfirmed = ask_for(unload, "", dependents);
  CHECK(unconfirmed.status == 400);
  CHECK(unconfirmed.body.find("X-Spark-Confirm: true") != std::string::npos);
  CHECK(ask_for(unload, "X-Spark-Confirm: true\r\n", dependents, false).status == 401);
  CHECK(ask_for(unload, "X-Spark-Confirm: true\r\nOrigin: http://elsewhere.example\r\n", dependents)
            .status == 403);
  CHECK(state_of(host, "spare") == "READY");
  CHECK(ask_for(unload, "X-Spark-Confirm: true\r\n", dependents).status == 200);
  CHECK(state_of(host, "spare") == "UNAVAILABLE");
  CHECK(ask_for(load + "?confirm=true", "", "{}").status == 200);
  CHECK(state_of(host, "spare") == "READY");
  CHECK(ask_for(load + "?confirm=true", "X-Spark-Confirm: false\r\n", "{}").status == 400);
}

TEST_CASE("the repository is the admin listener's, behind its credential") {
  const Sparkd host;
  auto client = host.client("admin");
  CHECK(client.call("POST", "/v2/repository/index", "{}").value().status == 401);
  CHECK(host.json("admin", "GET", "/v2").at("extensions").as_array().at(0).as_string() ==
        "model_repository");
}
