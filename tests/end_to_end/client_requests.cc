#include "end_to_end/client_requests.h"

#include "support/catch.h"

namespace spark::test {
namespace {

using Catch::Matchers::ContainsSubstring;

const std::string snapshot =
    R"({"snapshot":{"ts":1700000000000,"mid":45000,"spreadBp":2,"vol1m":1000000,"rsi14":55}})";

constexpr const char* prediction = R"({"score":0.999999,"version":"v1.8-b0","latency_ms":)";

// More than a KiB, from where on clients like to be asked for a body.
std::string forty_rows() {
  std::string body = R"({"id":"forty","inputs":[{"name":"features","datatype":"FP64",)"
                     R"("shape":[40,6],"data":[)";
  for (int pair = 0; pair < 20; ++pair) {
    if (pair > 0) body += ',';
    body += "[1,4500,2,1000,55,6.9],[1,9000,12,50000,70,10.8]";
  }
  return body.append("]}]}");
}

struct Case {
  ClientRequest request;
  int64_t status;
  const char* part;  // of the body
  const char* allow = nullptr;
};

const std::vector<Case>& cases() {
  static const std::vector<Case> all = {
      {{"POST", "/ml/predict", snapshot}, 200, prediction},
      {{"POST", "/ml/predict", snapshot, true}, 200, prediction},
      {{"POST", "/v2/models/candidate/infer", forty_rows()},
       200,
       R"("shape":[40,1],"data":[0.3410496775030618,0.9283861988576584,0.3410496775030618,)"},
      {{"POST", "/v2/models/candidate/infer", forty_rows(), true}, 200, R"("id":"forty")"},
      {{"GET", "/ml/health", ""}, 200, R"({"ok":true,"model":"v1.8-b0",)"},
      {{"HEAD", "/ml/health", ""}, 200, ""},
      {{"GET", "/v2/health/ready", ""}, 200, ""},
      {{"GET", "/ml/metrics", ""}, 200, "\n# TYPE ml_predict_requests_total counter\n"},
      {{"OPTIONS", "/ml/predict", ""}, 204, "", "POST, OPTIONS"},
      {{"POST", "/ml/predict", "{}"}, 400, "Missing snapshot or features in request body"},
      {{"GET", "/ml/predict", ""}, 405, "method not allowed", "POST, OPTIONS"},
      {{"GET", "/ml/nothing", ""}, 404, "unknown route: GET /ml/nothing"},
      {{"POST", "/ml/predict", snapshot}, 200, prediction},  // what came before left no trace
  };
  return all;
}

std::string header_of(const ClientResponse& response, const char* name) {
  const auto found = response.headers.find(name);
  return found == response.headers.end() ? "" : found->second;
}

void check_response(const Case& c, const ClientResponse& response) {
  CHECK(response.status == c.status);
  CHECK_THAT(response.body, ContainsSubstring(c.part));
  const std::string date = header_of(response, "date");  // "Fri, 27 Nov 2026 17:04:09 GMT"
  CHECK(date.size() == 29);
  CHECK_THAT(date, ContainsSubstring(" GMT"));
  if (c.allow != nullptr) CHECK(header_of(response, "allow") == c.allow);
  if (c.request.method == "HEAD" || c.status == 204) CHECK(response.body.empty());
  if (c.status == 204) return;
  const bool text = c.request.path == "/ml/metrics";
  CHECK_THAT(header_of(response, "content-type"),
             ContainsSubstring(text ? "text/plain; version=0.0.4" : "application/json"));
  if (c.request.method == "HEAD") CHECK(header_of(response, "content-length").size() == 3);
}

}  // namespace

void check_client(const Client& client, const std::string& url) {
  std::vector<ClientRequest> requests;
  for (const Case& c : cases()) requests.push_back(c.request);
  const std::vector<ClientResponse> responses = client(url, requests);
  REQUIRE(responses.size() == requests.size());
  for (size_t i = 0; i < requests.size(); ++i) {
    INFO("request " << i + 1 << ": " << requests[i].method << ' ' << requests[i].path);
    check_response(cases()[i], responses[i]);
  }
}

}  // namespace spark::test
