// Alertmanager's webhook ends a canary: the real one, and whatever else may be sent to that route.
#include <iterator>
#include <regex>
#include <thread>

#include "end_to_end/artefacts.h"
#include "end_to_end/changes.h"
#include "end_to_end/prometheus.h"
#include "support/catch.h"

using namespace spark::test;
namespace json = boost::json;

namespace {

// The shipped one, with the host's own port, on a port of its own.
class Alertmanager {
 public:
  Alertmanager(const std::filesystem::path& tools, const std::filesystem::path& folder,
               const Sparkd& host) {
    std::string config = read_file(source("configs/alertmanager/alertmanager.yml"));
    replace(config, "127.0.0.1:4001/", "127.0.0.1:" + std::to_string(host.port("executor")) + "/");
    replace(config, "group_interval: 1m", "group_interval: 1s");
    write_file(folder / "alertmanager.yml", config);
    process_ = std::make_unique<Proxy>(std::vector<std::string>{
        "/bin/sh", "-c", "cd \"$0\" && exec ./prometheus-alertmanager \"$@\"", tools.string(),
        "--config.file=" + (folder / "alertmanager.yml").string(),
        "--storage.path=" + (folder / "data").string(), "--log.level=error",
        "--cluster.listen-address=", "--web.listen-address=127.0.0.1:" + std::to_string(port_)});
    await_answer(port_, "/-/ready");
  }

  // A critical alert about a canary. Another value of `cause` is another alert of the same group,
  // of which Alertmanager tells again.
  void alert(const std::string& cause) const {
    const auto answer =
        call_port(port_, "POST", "/api/v2/alerts",
                  R"([{"labels": {"alertname": "MLCanaryShadowErrorRateHigh", "scope": "canary",
                      "instance": "a", "severity": "critical", "cause": ")" +
                      cause + R"("}}])");
    CHECK(answer.status == 200);
  }

 private:
  static void replace(std::string& text, const std::string& from, const std::string& to) {
    REQUIRE(text.find(from) != std::string::npos);
    text.replace(text.find(from), from.size(), to);
  }

  const uint16_t port_ = free_port();
  std::unique_ptr<Proxy> process_;
};

std::string state_of(const Sparkd& host) {
  return text_of(host.json("executor", "GET", "/canary/status").at("state"));
}

template <class Holds>
void wait_until(const Holds& holds) {
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(60);
  while (!holds() && std::chrono::steady_clock::now() < deadline)
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  CHECK(holds());
}

void start(const Sparkd& host) {
  for (int i = 0; i < 20; ++i) host.json("executor", "POST", "/predict-with-shadow", snapshot_body);
  auto operators = host.client("executor", host.token());
  const auto started =
      operators.call("POST", "/canary/start", R"({"confirm": true, "plan": "full"})").value();
  INFO(started.body);
  REQUIRE(started.status == 200);
  CHECK(state_of(host) != "aborted");
}

double aborts_answered(const Sparkd& host) {
  const std::string labels =
      R"(listener="executor",method="POST",route="/canary/abort",code="200")";
  return host.metric("spark_http_requests_total{" + labels + "}");
}

// How often the chain says that the canary came to that state.
size_t times_recorded(const std::filesystem::path& state_dir, const std::string& state) {
  const Ended listed = run({binary("sparkctl").string(), "--json", "--state-dir",
                            state_dir.string(), "evidence", "list"});
  CHECK(listed.exit_code == 0);
  const std::regex change(R"(to[\\"]*:[\\"]*)" + state);
  return static_cast<size_t>(
      std::distance(std::sregex_iterator(listed.output.begin(), listed.output.end(), change), {}));
}

}  // namespace

TEST_CASE(
    "Alertmanager's webhook aborts a canary without a key, and does no more when it repeats") {
  const auto tools = prometheus_tools();
  if (!tools) return;
  const TemporaryFolder folder;
  const auto state = folder.path() / "state";
  {
    const Sparkd host({}, {}, state);
    const Alertmanager manager(*tools, folder.path(), host);
    start(host);
    manager.alert("one");
    wait_until([&] { return state_of(host) == "aborted"; });
    CHECK(aborts_answered(host) == 1);
    // The group has another alert: it is told of again, and the canary stays as it is.
    manager.alert("two");
    wait_until([&] { return aborts_answered(host) >= 2; });
    CHECK(state_of(host) == "aborted");
  }
  CHECK(times_recorded(state, "aborting") == 1);
}

TEST_CASE("an abort reads no body: whatever is sent, and nothing, aborts") {
  const Sparkd host;
  const std::string resolved =
      R"({"version":"4","status":"resolved","receiver":"abort-canary","groupLabels":{},)"
      R"("commonLabels":{"scope":"canary"},"commonAnnotations":{},"externalURL":"","alerts":[]})";
  const std::string bodies[] = {"",
                                "no json",
                                R"({"of": {"another": ["program"]}})",
                                "[]",
                                "null",
                                resolved,
                                std::string(64'000, 'x')};
  for (const std::string& body : bodies) {
    INFO(body.substr(0, 60));
    start(host);
    auto client = host.client("executor");
    const auto answer = client.call("POST", "/canary/abort", body).value();
    CHECK(answer.status == 200);
    wait_until([&] { return state_of(host) == "aborted"; });
    const auto again = client.call("POST", "/canary/abort", body).value();
    CHECK(again.status == 200);
    CHECK(state_of(host) == "aborted");
  }
}

TEST_CASE("the shipped receiver that aborts is not told of what has resolved") {
  const std::string config = read_file(source("configs/alertmanager/alertmanager.yml"));
  const size_t receiver = config.find("- name: abort-canary");
  REQUIRE(receiver != std::string::npos);
  const std::string own = config.substr(receiver, config.find("- name: ", receiver + 1) - receiver);
  CHECK(own.find("send_resolved: false") != std::string::npos);
}
