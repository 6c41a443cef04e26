// Start, refusal to start, and end.
#include <atomic>
#include <csignal>
#include <fstream>
#include <thread>

#include "end_to_end/harness.h"
#include "support/catch.h"
#include "support/shipped.h"

using namespace spark::test;

namespace {

constexpr std::string_view body =
    R"({"snapshot":{"ts":1,"mid":45000,"spreadBp":2,"vol1m":1000000,"rsi14":55}})";

Ended sparkd(std::vector<std::string> arguments) {
  arguments.insert(arguments.begin(), binary("sparkd").string());
  return run(arguments);
}

}  // namespace

TEST_CASE("the shipped configuration passes --check-config, which starts nothing", "[smoke]") {
  const Ended ended =
      sparkd({"--config", source("configs/executor.yaml").string(), "--check-config"});
  INFO(ended.output);
  CHECK(ended.exit_code == 0);
  CHECK(ended.output.find(shipped_counts()) != std::string::npos);
  const Ended vol =
      sparkd({"--config", source("configs/executor-vol.yaml").string(), "--check-config"});
  INFO(vol.output);
  CHECK(vol.exit_code == 0);
}

TEST_CASE("every mistake is reported with its place, and nothing is started") {
  TemporaryFolder folder;
  const auto file = folder.path() / "wrong.yaml";
  std::ofstream(file) << "listeners:\n"
                         "  web: {address: 127.0.0.1, port: 0}\n"
                         "plugins:\n"
                         "  feature: {}\n"
                         "  baseline: {with: {x: 1}}\n"
                         "models:\n"
                         "  m: {plugin: baseline, with: {base: high}}\n"
                         "pipelines:\n"
                         "  p: {route: GET web /p, answer: {v: models.q.version}}\n";
  const Ended ended = sparkd({"--config", file.string()});
  INFO(ended.output);
  CHECK(ended.exit_code == 2);
  CHECK(ended.output.find("wrong.yaml:4:3: plugins.feature") != std::string::npos);
  CHECK(ended.output.find("did you mean 'features'") != std::string::npos);
  CHECK(ended.output.find("wrong.yaml:5:") != std::string::npos);
  CHECK(ended.output.find("nothing was started") != std::string::npos);
}

TEST_CASE("a route that a plugin or the host has already is refused") {
  const std::vector<std::string> command = {"--config", source("configs/executor.yaml").string(),
                                            "--check-config", "--set"};
  const auto with_route = [&](const std::string& route) {
    auto words = command;
    words.push_back("pipelines.ml-health.route=" + route);
    return sparkd(words);
  };
  const Ended taken = with_route("GET executor /shadow/metrics");
  INFO(taken.output);
  CHECK(taken.exit_code == 2);
  CHECK(taken.output.find("plugin 'shadow' has this route already") != std::string::npos);
  CHECK(with_route("GET admin /admin/v1/status").exit_code == 2);
  CHECK(with_route("GET executor /ml/health").exit_code == 0);
}

TEST_CASE("a port in use, also by a second host, is named") {
  const Sparkd host;
  TemporaryFolder folder;
  const Ended ended =
      sparkd({"--config", source("configs/executor.yaml").string(), "--set",
              "listeners.executor.port=" + std::to_string(host.port("executor")), "--set",
              "listeners.ml-engine.port=0", "--set", "listeners.admin.port=0", "--set",
              "state_dir=" + (folder.path() / "s").string(), "--set",
              "listeners.admin.token_file=" + (folder.path() / "t").string()});
  INFO(ended.output);
  CHECK(ended.exit_code == 1);
  CHECK(ended.output.find("executor") != std::string::npos);
  CHECK(ended.output.find(std::to_string(host.port("executor"))) != std::string::npos);
  CHECK(ended.output.find("in use") != std::string::npos);
}

TEST_CASE("a second host cannot take the same state folder") {
  const Sparkd host;
  const Ended ended =
      sparkd({"--config", source("configs/executor.yaml").string(), "--set",
              "listeners.executor.port=0", "--set", "listeners.ml-engine.port=0", "--set",
              "listeners.admin.port=0", "--set", "state_dir=" + host.state_dir().string()});
  INFO(ended.output);
  CHECK(ended.exit_code == 1);
  CHECK(ended.output.find(host.state_dir().string()) != std::string::npos);
}

TEST_CASE("SIGTERM loses nothing that was accepted and ends with 0", "[smoke]") {
  Sparkd host({"workers=2"});
  constexpr size_t client_count = 8;
  std::atomic<size_t> answered{0};
  std::atomic<size_t> broken{0};
  std::vector<std::thread> clients;
  for (size_t i = 0; i < client_count; ++i) {
    clients.emplace_back([&] {
      auto client = host.client("executor");
      // Ends when the host no longer takes a connection. A request that was sent must be answered
      // or its connection must have been closed before it: a kept-alive one may close between two
      // requests.
      for (;;) {
        if (!client.connect()) return;
        for (;;) {
          const auto answer = client.call("POST", "/predict-with-shadow", body);
          if (!answer) break;
          if (answer->status != 200) ++broken;
          ++answered;
        }
      }
    });
  }
  while (answered < 500) std::this_thread::yield();
  host.signal(SIGTERM);
  for (auto& client : clients) client.join();
  const Ended ended = host.wait();
  INFO(ended.output);
  CHECK(ended.exit_code == 0);
  CHECK(broken == 0);
  CHECK(ended.output.find("stopped") != std::string::npos);
  CHECK_FALSE(std::filesystem::exists(host.state_dir() / "run.json"));
}

TEST_CASE("pipelined requests that were received before SIGTERM are all answered") {
  Sparkd host;
  auto client = host.client("executor");
  std::string requests;
  for (int i = 0; i < 200; ++i)
    client.append_request(requests, "POST", "/predict-with-shadow", body);
  REQUIRE(client.send(requests).has_value());
  REQUIRE(client.receive().value().status == 200);  // they have arrived
  host.signal(SIGTERM);
  size_t answered = 1;
  while (const auto answer = client.receive()) {
    CHECK(answer->status == 200);
    if (++answered == 200) break;
  }
  CHECK(answered == 200);
  CHECK(host.wait().exit_code == 0);
}

TEST_CASE("a second signal ends at once although a client holds its connection in mid-request") {
  Sparkd host;
  auto client = host.client("executor");
  REQUIRE(
      client.send("POST /predict-with-shadow HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\n{")
          .has_value());
  REQUIRE(host.client("executor").call("GET", "/health").value().status == 200);
  host.signal(SIGTERM);
  REQUIRE(host.prints("stopping"));
  host.signal(SIGTERM);
  CHECK(host.wait().exit_code == 0);
}

TEST_CASE("a host that announces its end is not ready, and answers until the time is over") {
  Sparkd host({"shutdown.announce=10min"});
  const auto infers = [&] { return host.json("executor", "POST", "/predict-with-shadow", body); };
  CHECK(host.json("ml-engine", "GET", "/v2/health/ready").at("ready").as_bool());
  host.signal(SIGTERM);
  REQUIRE(host.prints("not ready from now on"));
  CHECK_FALSE(host.json("ml-engine", "GET", "/v2/health/ready", "", 503).at("ready").as_bool());
  CHECK_FALSE(infers().at("prediction").is_null());  // on a connection that is made now
  host.signal(SIGUSR2);
  REQUIRE(host.prints("flags were moved to their safe values"));
  CHECK_FALSE(infers().at("prediction").is_null());

  host.signal(SIGTERM);
  const Ended ended = host.wait();
  INFO(ended.output);
  CHECK(ended.exit_code == 0);
  CHECK(ended.output.find("stopping at once") != std::string::npos);
}

TEST_CASE("when an announced end is over, the host drains and ends") {
  Sparkd host({"shutdown.announce=50ms"});
  host.signal(SIGTERM);
  const Ended ended = host.wait();
  INFO(ended.output);
  CHECK(ended.exit_code == 0);
  const size_t announced = ended.output.find("not ready from now on");
  const size_t drained = ended.output.find("answering what was accepted");
  REQUIRE(announced != std::string::npos);
  REQUIRE(drained != std::string::npos);
  CHECK(announced < drained);
}

TEST_CASE("a Service of Kubernetes that is called ml keeps no host from starting") {
  const auto check = [](const std::string& variable) {
    return run({"/usr/bin/env", variable, binary("sparkd").string(), "--config",
                source("configs/executor.yaml").string(), "--check-config"});
  };
  const Ended linked = check("ML_PORT=tcp://10.96.0.7:4010");
  INFO(linked.output);
  CHECK(linked.exit_code == 0);
  CHECK(linked.output.find("ML_PORT=tcp://10.96.0.7:4010 is passed over") != std::string::npos);
  const Ended wrong = check("ML_PORT=http");
  INFO(wrong.output);
  CHECK(wrong.exit_code == 2);
  CHECK(wrong.output.find("environment variable ML_PORT: ") != std::string::npos);
}
