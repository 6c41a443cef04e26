// Other people's HTTP clients against the real host: each kind of request, and what only one client
// does.
#include "end_to_end/client_programs.h"
#include "support/catch.h"

using namespace spark::test;
using Catch::Matchers::ContainsSubstring;

namespace {

// Checks what the client gets, and that it kept its connections.
void check_client_on(const Client& client, double connections_max) {
  const Sparkd host;
  const double connections =
      connections_of(host, [&] { check_client(client, host.url("ml-engine")); });
  CHECK(connections >= 1);
  CHECK(connections <= connections_max);
}

// What curl prints, headers included.
std::string curl(std::vector<std::string> words) {
  const std::string always[] = {"curl", "-q", "-sS", "-i", "--max-time", "20"};
  words.insert(words.begin(), std::begin(always), std::end(always));
  return run_client(std::move(words));
}

}  // namespace

TEST_CASE("curl gets every kind of response, on one connection") {
  if (!has_program("curl", "curl")) return;
  check_client_on(send_by_curl, 1);
}

TEST_CASE("curl sends a body that waits once it is told to continue") {
  if (!has_program("curl", "curl")) return;
  const Sparkd host;
  std::string body = R"({"features":[1,4500,2,1000,55,6.9])";
  body.append(2000, ' ').append("}");
  const auto post = [&](const std::string& path, const std::string& header) {
    // Without an answer to "Expect", curl would send the body after a second anyway.
    return curl({"--expect100-timeout", "15", "-H", "Expect: 100-continue", "-H", header, "-d",
                 body, host.url("ml-engine") + path});
  };
  for (const char* header : {"X-Body: sized", "Transfer-Encoding: chunked"}) {
    const std::string seen = post("/ml/predict", header);
    CHECK(seen.starts_with("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\n"));
    CHECK_THAT(seen, ContainsSubstring(R"("score":0.3410496775030618,)"));
  }
  CHECK_THAT(post("/ml/nothing", "X-Body: sized"), ContainsSubstring("HTTP/1.1 404 Not Found\r\n"));
}

TEST_CASE("an answer bears the id by which its row is found, the client's or the host's") {
  if (!has_program("curl", "curl")) return;
  const Sparkd host;
  const std::string url = host.url("executor") + "/predict-with-shadow";
  const std::string body =
      R"({"ts":1717200000000,"mid":4500,"spreadBp":2,"vol1m":1000,"rsi14":55})";
  CHECK_THAT(curl({"-H", "X-Request-Id: order-7", "-d", body, url}),
             ContainsSubstring("\r\nX-Request-Id: order-7\r\n"));
  CHECK_THAT(curl({"-d", body, url}), Catch::Matchers::Matches("[^]*\r\nX-Request-Id: "
                                                               "[0-9a-f]{16}-[0-9]+\r\n[^]*"));
  CHECK_THAT(curl({"-H", "X-Request-Id: order-8", "-d", "{", url}),  // a 400 has a row, too
             ContainsSubstring("\r\nX-Request-Id: order-8\r\n"));
  CHECK(curl({host.url("executor") + "/health"}).find("X-Request-Id") == std::string::npos);
}

TEST_CASE("curl's requests as through a forward proxy are answered, on one connection") {
  if (!has_program("curl", "curl")) return;
  const Sparkd host;
  std::string seen;
  const double connections = connections_of(host, [&] {
    seen = curl({"-x", host.url("ml-engine"), "http://spark.example/ml/health",
                 "http://spark.example:4010/v2/models/candidate/ready"});
  });
  CHECK(seen.starts_with("HTTP/1.1 200 OK\r\n"));
  CHECK_THAT(seen, ContainsSubstring(R"({"ok":true,)"));
  CHECK_THAT(seen, ContainsSubstring(R"({"name":"candidate","ready":true})"));
  CHECK(connections == 1);
}

TEST_CASE("curl with HTTP/1.0 gets each response on a connection that the host closes") {
  if (!has_program("curl", "curl")) return;
  const Sparkd host;
  std::string seen;
  const double connections = connections_of(host, [&] {
    const std::string url = host.url("ml-engine");
    seen = curl({"--http1.0", url + "/ml/health", url + "/v2/health/live"});
  });
  CHECK(seen.starts_with("HTTP/1.1 200 OK\r\n"));
  CHECK_THAT(seen, ContainsSubstring("\r\nConnection: close\r\n"));
  CHECK(connections == 2);
}

TEST_CASE("wget gets every kind of response, and several documents on one connection") {
  if (!has_program("wget", "wget")) return;
  const Sparkd host;
  const std::string url = host.url("ml-engine");
  check_client(send_by_wget, url);
  std::string seen;
  const double connections = connections_of(host, [&] {
    seen = run_client({"wget", "--no-config", "-q", "-O", "-", url + "/ml/health", url + "/v2",
                       url + "/ml/metrics"});
  });
  CHECK_THAT(seen, ContainsSubstring(R"({"ok":true,)"));
  CHECK_THAT(seen, ContainsSubstring(R"({"name":"spark",)"));
  CHECK_THAT(seen, ContainsSubstring("\n# TYPE ml_predict_requests_total counter\n"));
  CHECK(connections == 1);
}

TEST_CASE("Python's requests gets every kind of response, on one connection") {
  if (!has_python_module("requests", "python3-requests")) return;
  check_client_on(script_client("python3", "requests_client.py"), 1);
}

TEST_CASE("Python's aiohttp gets every kind of response, on one connection") {
  if (!has_python_module("aiohttp", "python3-aiohttp")) return;
  check_client_on(script_client("python3", "aiohttp_client.py"), 1);
}

TEST_CASE("Node's fetch gets every kind of response, on fewer connections than requests") {
  if (!has_program("node", "nodejs")) return;
  // It trusts no connection after HEAD, and opens one when the last response is not yet put away.
  check_client_on(script_client("node", "fetch_client.mjs"), 6);
}
