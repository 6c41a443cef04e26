// Answers by route and code: what workers count becomes series once it has happened.
#include "serving/route_totals.h"

#include <algorithm>
#include <thread>

#include "serving/inference.h"
#include "support/catch.h"

using namespace spark;
using namespace spark::serving;

namespace {

constexpr uint32_t workers = 2;

void answer(http::Tally* tally, uint32_t worker, uint32_t code) {
  std::thread([&] {
    base::this_worker = worker;
    tally->answered(code);
  }).join();
}

std::string rendered(RouteTotals& totals, metrics::Registry& registry) {
  totals.collect(registry);
  std::string text;
  registry.render(text, "spark_http_requests_total");
  return text;
}

std::string line(std::string_view route, std::string_view code, int count) {
  return R"(spark_http_requests_total{listener="executor",method="GET",route=")" +
         std::string(route) + R"(",code=")" + std::string(code) + "\"} " + std::to_string(count) +
         "\n";
}

}  // namespace

TEST_CASE("a route's answers are counted by code, over all workers, from the first on") {
  metrics::Registry registry(workers);
  RouteTotals totals(workers);
  http::Tally* const a = totals.of({"executor", "GET", "/a"});
  http::Tally* const b = totals.of({"executor", "GET", "/b/*"});
  CHECK(rendered(totals, registry).empty());
  answer(a, 0, 200);
  answer(a, 1, 200);
  answer(b, 1, 401);
  const std::string first = rendered(totals, registry);
  CHECK(first.find(line("/a", "200", 2)) != std::string::npos);
  CHECK(first.find(line("/b/*", "401", 1)) != std::string::npos);
  CHECK(first.find("\"/a\",code=\"401\"") == std::string::npos);
  answer(a, 1, 200);
  answer(a, 0, 418);
  answer(a, 0, 599);
  const std::string second = rendered(totals, registry);
  CHECK(second.find(line("/a", "200", 3)) != std::string::npos);
  CHECK(second.find(line("/a", "other", 2)) != std::string::npos);
  CHECK(rendered(totals, registry) == second);
}

TEST_CASE("a route keeps its counts over changes of the configuration") {
  RouteTotals totals(workers);
  http::Tally* const a = totals.of({"executor", "GET", "/a"});
  CHECK(totals.of({"executor", "GET", "/a"}) == a);
  CHECK(totals.of({"executor", "POST", "/a"}) != a);
  CHECK(totals.of({"admin", "GET", "/a"}) != a);
}

TEST_CASE("as many routes are counted as there may be, and no more") {
  RouteTotals totals(1);
  for (size_t i = 0; i < counted_routes_max; ++i)
    REQUIRE(totals.of({"l", "GET", "/" + std::to_string(i)}) != nullptr);
  CHECK(totals.of({"l", "GET", "/more"}) == nullptr);
  CHECK(totals.of({"l", "GET", "/0"}) != nullptr);
}

TEST_CASE("a path of the inference protocol has its pattern, whatever a client sends") {
  const std::pair<const char*, const char*> cases[] = {
      {"/v2/models/m/infer", "/v2/models/{model}/infer"},
      {"/v2/models/m/versions/v1/infer", "/v2/models/{model}/infer"},
      {"/v2/models/m/ready", "/v2/models/{model}/ready"},
      {"/v2/models/m/stats", "/v2/models/{model}/stats"},
      {"/v2/models/m/config", "/v2/models/{model}/config"},
      {"/v2/models/stats", "/v2/models/stats"},
      {"/v2/models/m", "/v2/models/{model}"},
      {"/v2/models/infer", "/v2/models/{model}"},
      {"/v2/models/m/versions/v1", "/v2/models/{model}"},
      {"/v2/models/", "/v2/models/{model}"},
      {"/v2/models/m/", "/v2/models/{model}"},
      {"/v2/models/m/fer", "/v2/models/{model}"},
      {"/v2/models/m/%69nfer", "/v2/models/{model}"},
      {"/v2/models/x/{model}", "/v2/models/{model}"},
  };
  const auto known = inference_patterns();
  for (const auto& [path, pattern] : cases) {
    INFO(path);
    CHECK(inference_pattern(path) == pattern);
    CHECK(std::find(known.begin(), known.end(), inference_pattern(path)) != known.end());
  }
}
