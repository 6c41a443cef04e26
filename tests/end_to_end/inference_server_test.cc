// What the Open Inference Protocol's server says of itself and its models, and where.
#include "end_to_end/harness.h"
#include "support/catch.h"

using namespace spark::test;
namespace json = boost::json;

TEST_CASE("the server and every model describe themselves") {
  const Sparkd host;
  const auto server = host.json("ml-engine", "GET", "/v2");
  CHECK(server.at("name").as_string() == "spark");
  CHECK(json::serialize(server.at("extensions")) ==
        R"(["binary_tensor_data","model_configuration","statistics"])");
  CHECK(host.json("ml-engine", "GET", "/v2/health/live").at("live").as_bool());
  CHECK(host.json("ml-engine", "GET", "/v2/health/ready").at("ready").as_bool());

  const auto info = host.json("ml-engine", "GET", "/ml/model/info");
  for (const char* path : {"/v2/models/candidate", "/v2/models/candidate/versions/v1.8-b0"}) {
    const auto model = host.json("ml-engine", "GET", path);
    CHECK(model.at("name").as_string() == "candidate");
    CHECK(json::serialize(model.at("versions")) == R"(["v1.8-b0"])");
    CHECK(model.at("platform").as_string() == "spark_logistic");
    CHECK(json::serialize(model.at("inputs")) ==
          R"([{"name":"features","datatype":"FP64","shape":[-1,6]}])");
    CHECK(json::serialize(model.at("outputs")) ==
          R"([{"name":"score","datatype":"FP64","shape":[-1,1]}])");
    CHECK(model.at("parameters").at("features").as_string() ==
          "bias,mid_price,spread_bp,volume_1m,rsi_14,log_volume");
    CHECK(model.at("parameters").at("sha256") == info.at("sha256"));
  }
  CHECK(json::serialize(host.json("ml-engine", "GET", "/v2/models")) ==
        R"({"models":["fallback","production","candidate","predict-vol-fallback",)"
        R"("predict-vol-production","predict-vol-candidate"]})");
  CHECK(host.json("ml-engine", "GET", "/v2/") == server);
  const auto config = host.json("ml-engine", "GET", "/v2/models/candidate/config");
  CHECK(config.at("max_batch_size").as_int64() == 4096);
  CHECK(json::serialize(config.at("input")) ==
        R"([{"name":"features","data_type":"TYPE_FP64","dims":[6]}])");
  CHECK(host.json("ml-engine", "GET", "/v2/models/stats").at("model_stats").as_array().size() == 6);
  for (const char* name : {"fallback", "production", "candidate"}) {
    const std::string path = std::string("/v2/models/") + name;
    CHECK(host.json("ml-engine", "GET", path + "/ready").at("ready").as_bool());
    CHECK(host.json("ml-engine", "GET", path).at("name").as_string() == name);
  }
}

TEST_CASE("inference is served on the listener that is named, and on no other") {
  const Sparkd moved({"inference.listener=executor"});
  CHECK(moved.client("executor").call("GET", "/v2").value().status == 200);
  CHECK(moved.client("ml-engine").call("GET", "/v2").value().status == 404);
  // There is the repository, and nothing else.
  auto admin = moved.client("admin", moved.token());
  CHECK(admin.call("GET", "/v2/models/candidate").value().status == 404);
}
