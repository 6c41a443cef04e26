// Gate 3's alerts by a Prometheus: what its answers mean, and a server that does not answer well.
#include "asked_prometheus.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <chrono>
#include <functional>
#include <string>
#include <thread>

#include "gates/document.h"
#include "gates/gates.h"
#include "made_inputs.h"
#include "spark/error.h"
#include "support/catch.h"

using namespace spark::test;
using Catch::Matchers::ContainsSubstring;
using promote::AlertsSeen;
using promote::Prometheus;
using promote::Verdict;

namespace {

constexpr int64_t wall_ms = 1'790'000'000'000;
constexpr int64_t last_s = wall_ms / 1'000;
constexpr promote::Window window{wall_ms, made_now_ms};
const std::vector<std::string> psi = {"MLPSICritical"};

// A sample a minute; `first` and `last` are minutes before the window's end.
std::string samples(int64_t first, int64_t last) {
  std::string out;
  for (int64_t minute = first; minute >= last; --minute)
    out += (out.empty() ? "[" : ",[") + std::to_string(last_s - minute * 60) + ",\"1\"]";
  return out;
}

std::string series(const std::string& metric, const std::string& values) {
  return R"({"metric":{)" + metric + R"(},"values":[)" + values + "]}";
}

std::string alert(const std::string& name, const std::string& severity, const std::string& values) {
  return series(R"("alertname":")" + name + R"(","severity":")" + severity + "\"", values);
}

std::string matrix(const std::string& result) {
  return R"({"status":"success","data":{"resultType":"matrix","result":[)" + result + "]}}";
}

const std::string rules =
    R"({"status":"success","data":{"groups":[{"rules":[)"
    R"({"type":"alerting","name":"MLEngineDown","labels":{"severity":"critical"},"health":"ok"},)"
    R"({"type":"alerting","name":"MLPSICritical","labels":{"severity":"critical"},"health":"ok"},)"
    R"({"type":"alerting","name":"MLPredictSlow","labels":{"severity":"warning"},"health":"ok"},)"
    R"({"type":"recording","name":"a:b"}]}]}})";
const std::string none = matrix("");
const std::string all_day = matrix(series("", samples(1'439, 0)));

promote::Gate gate_of(AlertsSeen seen) {
  auto inputs = made_inputs();
  inputs.alerts = std::move(seen);
  inputs.alerts.starts_ms = {};
  return promote::judge_alerts(inputs);
}

std::string reason_of(const promote::Gate& gate) {
  const promote::Check* const decides = promote::deciding(gate);
  return decides == nullptr ? "" : decides->reason;
}

// Answers each connection once, with what `answer` says of its target.
class FakePrometheus {
 public:
  using Answer = std::function<std::string(const std::string& target)>;

  explicit FakePrometheus(Answer answer) : answer_(std::move(answer)) {
    socket_ = ::socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in at{};
    at.sin_family = AF_INET;
    at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t bytes = sizeof at;
    REQUIRE(::bind(socket_, reinterpret_cast<sockaddr*>(&at), sizeof at) == 0);
    REQUIRE(::getsockname(socket_, reinterpret_cast<sockaddr*>(&at), &bytes) == 0);
    port_ = ntohs(at.sin_port);
    REQUIRE(::listen(socket_, 16) == 0);
    thread_ = std::thread([this] { serve(); });
  }
  ~FakePrometheus() {
    ::shutdown(socket_, SHUT_RDWR);
    thread_.join();
    ::close(socket_);
  }
  FakePrometheus(const FakePrometheus&) = delete;
  FakePrometheus& operator=(const FakePrometheus&) = delete;

  [[nodiscard]] std::string url() const { return "http://127.0.0.1:" + std::to_string(port_); }

 private:
  void serve() {
    for (;;) {
      const int client = ::accept(socket_, nullptr, nullptr);
      if (client < 0) return;
      std::string head;
      char buffer[4'096];
      while (head.find("\r\n\r\n") == std::string::npos) {
        const ssize_t read = ::recv(client, buffer, sizeof buffer, 0);
        if (read <= 0) break;
        head.append(buffer, static_cast<size_t>(read));
      }
      const size_t first = head.find(' ') + 1;
      const std::string text = answer_(head.substr(first, head.find(' ', first) - first));
      if (text == "hang") {  // until the client goes
        while (::recv(client, buffer, sizeof buffer, 0) > 0) continue;
      } else {
        (void)::send(client, text.data(), text.size(), MSG_NOSIGNAL);
      }
      ::close(client);
    }
  }

  Answer answer_;
  int socket_ = -1;
  uint16_t port_ = 0;
  std::thread thread_;
};

std::string ok(const std::string& body) {
  return "HTTP/1.0 200 OK\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}

std::string good(const std::string& target) {
  if (target.starts_with("/api/v1/rules")) return ok(rules);
  return ok(target.find("ALERTS") != std::string::npos ? none : all_day);
}

AlertsSeen ask(const std::string& url) {
  return Prometheus::of(url, "up{job=\"executor\"}", psi)->ask(window);
}

}  // namespace

TEST_CASE("gate 3 judges what a Prometheus saw") {
  const struct {
    const char* what;
    std::string firing;
    std::string up;
    Verdict verdict;
    const char* reason;
  } cases[] = {
      {"silence", none, all_day, Verdict::go, ""},
      {"a critical alert for a minute",
       matrix(alert("MLEngineDown", "critical", samples(700, 700))), all_day, Verdict::no_go,
       "critical"},
      {"one that still fires", matrix(alert("MLEngineDown", "critical", samples(3, 0))), all_day,
       Verdict::no_go, "critical"},
      {"the PSI, which gate 1 judges", matrix(alert("MLPSICritical", "critical", samples(700, 0))),
       all_day, Verdict::go, ""},
      {"two warnings",
       matrix(alert("MLPredictSlow", "warning", samples(700, 690) + "," + samples(300, 290))),
       all_day, Verdict::go, ""},
      {"three warnings",
       matrix(alert("MLPredictSlow", "warning",
                    samples(700, 690) + "," + samples(500, 490) + "," + samples(300, 290))),
       all_day, Verdict::no_go, "warnings"},
      {"an alert that flaps within an hour",
       matrix(alert("MLPredictSlow", "warning", samples(50, 45) + "," + samples(30, 25))), all_day,
       Verdict::no_go, "changes"},
      {"half of the day", none, matrix(series("", samples(719, 0))), Verdict::inconclusive, "0.5"},
      {"95 % of the day", none, matrix(series("", samples(1'367, 0))), Verdict::go, ""},
      {"a minute less", none, matrix(series("", samples(1'366, 0))), Verdict::inconclusive, ""},
      {"a host that it never saw", none, none, Verdict::inconclusive, ""},
  };
  for (const auto& c : cases) {
    INFO(c.what);
    const auto gate = gate_of(promote::alerts_seen({rules, c.firing, c.up}, window, psi));
    INFO(reason_of(gate));
    CHECK(gate.verdict == c.verdict);
  }
}

TEST_CASE("firings are placed by the host's clock, whatever the machine's says") {
  const auto seen = promote::alerts_seen(
      {rules, matrix(alert("MLEngineDown", "critical", samples(10, 8))), all_day}, window, psi);
  REQUIRE(seen.alerts.size() == 3);
  const auto& changes = seen.alerts.front().changes;
  REQUIRE(changes.size() == 2);
  CHECK(changes[0].at_ms == made_now_ms - 600'000);
  CHECK(changes[1].at_ms == made_now_ms - 420'000);
  CHECK_FALSE(changes[1].is_firing);
}

TEST_CASE("a verdict by a Prometheus recomputes from its record alone") {
  auto inputs = made_inputs();
  const auto starts = inputs.alerts.starts_ms;
  const FakePrometheus server(good);
  inputs.alerts = ask(server.url());
  inputs.alerts.starts_ms = starts;
  CHECK(inputs.alerts.failure.empty());
  CHECK_THAT(inputs.alerts.source, ContainsSubstring("Prometheus at 127.0.0.1:"));
  const promote::Judged judged{inputs, promote::judge_all(inputs)};
  const promote::Judged again = promote::judged_of(promote::document_of(judged).text());
  CHECK(again.inputs.alerts == inputs.alerts);
  CHECK(promote::difference(again.gates, promote::judge_all(again.inputs)).empty());
}

TEST_CASE("a Prometheus that does not answer as it should is an error with its reason") {
  const std::string warned = R"({"status":"success","warnings":["a store is gone"],)"
                             R"("data":{"resultType":"matrix","result":[]}})";
  const struct {
    const char* what;
    FakePrometheus::Answer answer;
    const char* reason;
  } cases[] = {
      {"garbage", [](const std::string&) { return std::string("\x01\x02 no"); }, "not HTTP"},
      {"no JSON", [](const std::string&) { return ok("<html>"); }, "expected a JSON object"},
      {"another JSON", [](const std::string&) { return ok(R"({"a":1})"); }, "no success"},
      {"busy", [](const std::string&) { return std::string("HTTP/1.0 503 No\r\n\r\n"); }, "503"},
      {"nothing", [](const std::string&) { return std::string(); }, "not HTTP"},
      {"cut short", [](const std::string& t) { return good(t).substr(0, 90); }, "cut short"},
      {"too large", [](const std::string&) { return ok(std::string(5'000'000, ' ')); },
       "more than 4194304 bytes"},
      {"a warning",
       [&](const std::string& t) { return t.find("rules") != t.npos ? ok(rules) : ok(warned); },
       "a store is gone"},
      {"a refusal",
       [](const std::string&) { return ok(R"({"status":"error","error":"too many"})"); },
       "too many"},
      {"silence", [](const std::string&) { return std::string("hang"); }, "it took too long"},
  };
  for (const auto& c : cases) {
    INFO(c.what);
    const FakePrometheus server(c.answer);
    const AlertsSeen seen = ask(server.url());
    CHECK_THAT(seen.failure, ContainsSubstring(c.reason));
    const auto gate = gate_of(seen);
    CHECK(gate.verdict == Verdict::error);
    CHECK_THAT(reason_of(gate), ContainsSubstring("Prometheus at 127.0.0.1:"));
  }
  CHECK_THAT(ask("http://127.0.0.1:1").failure, ContainsSubstring("refused"));
}

TEST_CASE("a rule that the server cannot evaluate is no silence") {
  std::string broken = rules;
  broken.replace(broken.find("\"ok\""), 4, "\"err\"");
  CHECK_THROWS_AS(promote::alerts_seen({broken, none, all_day}, window, psi), spark::Error);
}

TEST_CASE("a Prometheus is named by an address in numbers, so that no look-up delays it") {
  for (const char* url :
       {"http://127.0.0.1:9090", "http://[::1]:9090/prometheus/", "http://10.0.0.1:1"})
    CHECK(Prometheus::of(url, "up", psi).has_value());
  CHECK_FALSE(Prometheus::of("", "up", psi).has_value());
  for (const char* url : {"https://127.0.0.1:9090", "http://prometheus:9090", "http://127.0.0.1",
                          "http://127.0.0.1:0", "http://127.0.0.1:99999", "http://127.0.0.1:1/a b",
                          "http://127.0.0.1:1/?x", "127.0.0.1:9090"}) {
    INFO(url);
    CHECK_THROWS_AS(Prometheus::of(url, "up", psi), spark::Error);
  }
  CHECK_THROWS_AS(Prometheus::of("http://127.0.0.1:1", "vector(1)", psi), spark::Error);
}
