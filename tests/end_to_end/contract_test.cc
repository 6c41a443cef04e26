// What clients of the data listeners rely on.
#include <cmath>

#include "end_to_end/harness.h"
#include "support/catch.h"
#include "support/impossible_snapshots.h"

using namespace spark::test;
namespace json = boost::json;

namespace {

constexpr std::string_view reference =
    R"({"symbol":"BTCUSDT","snapshot":{"ts":1700000000000,"mid":45000,"spreadBp":2,
        "vol1m":1000000,"rsi14":55}})";

}  // namespace

TEST_CASE("the reference snapshot has the reference answers", "[smoke]") {
  const Sparkd host;
  SECTION("the ML engine scores 0.999999") {
    const auto answer = host.json("ml-engine", "POST", "/ml/predict", reference);
    CHECK(answer.at("score").as_double() == 0.999999);
    CHECK(answer.at("version").as_string() == "v1.8-b0");
    CHECK(answer.at("latency_ms").as_double() >= 0);
    CHECK(answer.as_object().size() == 3);
  }
  SECTION("positional features give the same score") {
    const auto answer = host.json("ml-engine", "POST", "/ml/predict",
                                  R"({"features":[1,45000,2,1000000,55,13.815511557963774]})");
    CHECK(answer.at("score").as_double() == 0.999999);
  }
  SECTION("the executor answers production's score and compares the candidate's") {
    const auto answer = host.json("executor", "POST", "/predict-with-shadow", reference);
    CHECK(answer.at("prediction").as_double() == 0.5);
    CHECK(answer.at("shadow").as_double() == 0.999999);
    CHECK(answer.at("match").as_bool() == false);
    CHECK(std::fabs(answer.at("delta").as_double() - 0.499999) < 1e-12);
    const auto& latency = answer.at("latency").as_object();
    for (const char* part : {"baseline_ms", "shadow_ms", "total_ms"}) {
      CHECK(latency.at(part).as_double() >= 0);
    }
    CHECK(answer.as_object().size() == 5);
  }
  SECTION("health and model information") {
    const auto health = host.json("ml-engine", "GET", "/ml/health");
    CHECK(health.at("ok").as_bool());
    CHECK(health.at("model").as_string() == "v1.8-b0");
    CHECK(health.at("service").as_string() == "ml-engine-standalone");
    CHECK(health.at("timestamp").as_string().size() == 24);
    const auto info = host.json("ml-engine", "GET", "/ml/model/info");
    CHECK(info.at("type").as_string() == "logistic_regression");
    CHECK(info.at("dimension").as_int64() == 6);
    CHECK(json::serialize(info.at("features")) ==
          R"(["bias","mid_price","spread_bp","volume_1m","rsi_14","log_volume"])");
    CHECK(info.at("sha256").as_string().size() == 64);
    const auto executor = host.json("executor", "GET", "/health");
    CHECK(executor.at("ok").as_bool());
    CHECK(executor.at("service").as_string() == "executor");
    CHECK(executor.at("degraded").as_array().empty());
  }
}

TEST_CASE("bad input is refused with the field named, and a good request still answers") {
  const Sparkd host;
  struct Case {
    const char* listener;
    const char* path;
    const char* body;
    uint32_t status;
    const char* error;
  };
  const Case cases[] = {
      {"executor", "/predict-with-shadow", "", 400, "Missing snapshot in request body"},
      {"executor", "/predict-with-shadow", "{}", 400, "Missing snapshot in request body"},
      {"executor", "/predict-with-shadow", "{", 400, "not valid JSON"},
      {"executor", "/predict-with-shadow",
       R"({"snapshot":{"ts":1,"mid":"x","spreadBp":2,"vol1m":3,"rsi14":4}})", 400,
       "snapshot.mid: expected a number, got a string"},
      {"executor", "/predict-with-shadow",
       R"({"snapshot":{"ts":1,"mid":1,"spreadBp":2,"vol1m":-3,"rsi14":4}})", 400,
       "snapshot.vol1m: expected a number of at least 0, found -3"},
      {"executor", "/predict-with-shadows", "{}", 404, "/predict-with-shadows"},
      {"ml-engine", "/ml/predict", "{}", 400, "Missing snapshot or features in request body"},
      {"ml-engine", "/ml/predict", R"({"features":[1,2,3]})", 400,
       "model v1.8-b0 expects 6 numbers, got 3"},
      {"ml-engine", "/ml/health", "{}", 405, ""},
  };
  auto executor = host.client("executor");
  auto engine = host.client("ml-engine");
  for (const Case& c : cases) {
    INFO(c.path << " " << c.body);
    auto& client = std::string_view(c.listener) == "executor" ? executor : engine;
    const auto answer = client.call("POST", c.path, c.body).value();
    INFO(answer.body);
    CHECK(answer.status == c.status);
    const auto error = json::parse(answer.body).at("error").as_string();
    CHECK(std::string_view(error).find(c.error) != std::string_view::npos);
  }
  CHECK(executor.call("POST", "/predict-with-shadow", reference).value().status == 200);
}

TEST_CASE("snapshots that cannot be are refused on every route, in the words of the file reader") {
  const Sparkd host;
  auto executor = host.client("executor");
  auto engine = host.client("ml-engine");
  for (const auto& c : snapshot_cases) {
    INFO(c.body());
    const std::string wanted =
        std::string("snapshot.") + c.field + ": expected " + c.expected + ", found " + c.found;
    for (const auto& [client, path] :
         {std::pair{&executor, "/predict-with-shadow"}, std::pair{&engine, "/ml/predict"}}) {
      const auto answer = client->call("POST", path, c.body()).value();
      INFO(answer.body);
      CHECK(answer.status == (*c.field == '\0' ? 200 : 400));
      const json::value parsed = json::parse(answer.body);
      const json::value* error = parsed.as_object().if_contains("error");
      const std::string text(error != nullptr ? error->as_string().c_str() : "");
      CHECK(text == (*c.field == '\0' ? "" : wanted));
    }
  }
}

TEST_CASE(
    "switching the comparison off takes effect on the next request and needs no key, on needs "
    "one") {
  const Sparkd host;
  auto anonymous = host.client("executor");
  const auto off = json::parse(anonymous.call("POST", "/shadow/disable").value().body);
  CHECK(off.at("enabled").as_bool() == false);
  CHECK(off.at("recorded").as_bool());
  CHECK(off.at("effective_ms").to_number<double>() < 1000);

  auto answer = json::parse(anonymous.call("POST", "/predict-with-shadow", reference).value().body);
  CHECK(answer.at("prediction").as_double() == 0.5);
  CHECK(answer.at("shadow").is_null());
  CHECK(answer.at("delta").is_null());
  CHECK(answer.at("match").as_bool() == false);
  CHECK(answer.at("latency").at("shadow_ms").is_null());

  CHECK(anonymous.call("POST", "/shadow/enable").value().status == 401);
  answer = json::parse(anonymous.call("POST", "/predict-with-shadow", reference).value().body);
  CHECK(answer.at("shadow").is_null());

  const auto unconfirmed = host.json("executor", "POST", "/shadow/enable", "{}", 400);
  CHECK(json::serialize(unconfirmed).find("confirm") != std::string::npos);
  CHECK(host.json("executor", "POST", "/shadow/enable", R"({"confirm":true})")
            .at("enabled")
            .as_bool());
  answer = json::parse(anonymous.call("POST", "/predict-with-shadow", reference).value().body);
  CHECK(answer.at("shadow").as_double() == 0.999999);

  await_counts(anonymous);
  const auto metrics = host.json("executor", "GET", "/shadow/metrics");
  CHECK(metrics.at("total_predictions").as_int64() == 1);
  CHECK(metrics.at("mismatches").as_int64() == 1);
  CHECK(metrics.at("matches").as_int64() == 0);
  CHECK(metrics.at("errors").as_int64() == 0);
  CHECK(metrics.at("match_rate").to_number<double>() == 0);
  CHECK(metrics.at("config").at("timeout_ms").to_number<double>() == 60);
  CHECK(metrics.at("config").at("match_threshold").as_double() == 0.05);
}

TEST_CASE(
    "a body longer than a verb has use for keeps shadow from being enabled, not from going off") {
  const Sparkd host;
  const std::string long_body = "{\"x\":\"" + std::string(4096, 'x') + "\"}";
  (void)host.json("executor", "POST", "/shadow/disable", long_body);
  const auto config = host.json("executor", "GET", "/shadow/metrics").at("config");
  CHECK_FALSE(config.at("enabled").as_bool());
  const std::string confirmed = R"({"confirm":true,)" + long_body.substr(1);
  (void)host.json("executor", "POST", "/shadow/enable", confirmed, 400);
  CHECK(host.json("executor", "GET", "/shadow/metrics").at("config") == config);
}

TEST_CASE("a synthetic request is answered and kept out of the comparison") {
  const Sparkd host;
  spark::tool::ClientOptions options;
  options.headers = {{"X-Spark-Synthetic", "1"}};
  spark::tool::Client client({"127.0.0.1", host.port("executor")}, options);
  const auto answer =
      json::parse(client.call("POST", "/predict-with-shadow", reference).value().body);
  CHECK(answer.at("shadow").as_double() == 0.999999);
  CHECK(host.json("executor", "GET", "/shadow/metrics").at("total_predictions").as_int64() == 0);
}
