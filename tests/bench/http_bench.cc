// Requests per second, server CPU per request and latency of sparkd's routes, of nginx's
// `return 200` and of a raw epoll loop, in one run: server on one core, client on another, rounds
// of all servers alternating, medians. Ratios are to the raw loop, whose cost is the kernel's.
// Prints Markdown.
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <memory>
#include <thread>

#include "bench/generator.h"
#include "bench/process.h"
#include "end_to_end/harness.h"

using namespace spark;
using bench::Load;

namespace {

constexpr int server_core = 0;
constexpr int client_core = 1;
constexpr double open_rate = 5'000;
constexpr size_t payload_bytes = 160;  // about as long as an answer of /predict-with-shadow

struct Subject {
  std::string name;
  uint16_t port = 0;
  std::string request;
  std::vector<pid_t> processes;
};

struct Shape {
  const char* name;
  uint32_t connections;
  uint32_t depth;
  double rate;
};

constexpr Shape shapes[] = {
    {"1 connection", 1, 1, 0},
    {"16 connections", 16, 1, 0},
    {"64 connections", 64, 1, 0},
    {"16 connections, pipelined 16", 16, 16, 0},
    {"open loop, 5,000/s on 16", 16, 1, open_rate},
};

struct Round {
  double per_second = 0;
  double cpu_us = 0;  // of the server, per request
  double p50_us = 0;
  double p99_us = 0;
};

std::string post(const std::string& path, const std::string& body) {
  return "POST " + path +
         " HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: " +
         std::to_string(body.size()) + "\r\n\r\n" + body;
}

double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

Round run_round(const Subject& subject, const Shape& shape, double seconds) {
  Load load;
  load.port = subject.port;
  load.request = subject.request;
  load.connections = shape.connections;
  load.depth = shape.depth;
  load.rate = shape.rate;
  load.seconds = seconds;
  const double before_ns = bench::cpu_ns(subject.processes);
  const bench::Result result = bench::run(load);
  const double used_ns = bench::cpu_ns(subject.processes) - before_ns;
  const auto answers = static_cast<double>(result.answers);
  return {answers / result.seconds, used_ns / answers / 1e3,
          static_cast<double>(result.latency.quantile_ns(0.5)) / 1e3,
          static_cast<double>(result.latency.quantile_ns(0.99)) / 1e3};
}

std::string nginx_config(const std::filesystem::path& folder, uint16_t port) {
  const auto file = folder / "nginx.conf";
  std::ofstream(file) << "daemon off; worker_processes 1; pid " << (folder / "pid").string()
                      << "; error_log /dev/null crit;\n"
                         "events { worker_connections 1024; }\n"
                         "http { access_log off; keepalive_requests 1000000000; default_type "
                         "application/json;\n"
                         "  server { listen 127.0.0.1:"
                      << port << "; location / { return 200 '" << std::string(payload_bytes, 'x')
                      << "'; } } }\n";
  return file;
}

// 187077 -> "187,077".
std::string grouped(double value) {
  std::string digits = std::to_string(static_cast<uint64_t>(value + 0.5));
  for (size_t at = digits.size(); at > 3;) digits.insert(at -= 3, ",");
  return digits;
}

}  // namespace

// ROUNDS [SECONDS]: how many rounds of how long; 7 and 1 are what to quote.
int main(int argc, char** argv) {
  const int rounds = argc > 1 ? std::atoi(argv[1]) : 7;
  const double seconds = argc > 2 ? std::atof(argv[2]) : 1.0;
  const test::TemporaryFolder folder;
  const test::Sparkd host({"workers=1", "log.level=warn"});
  bench::Child raw({SPARK_BUILD_DIR "/tests/bench/spark-raw-epoll", std::to_string(payload_bytes)},
                   true);
  const auto raw_port = static_cast<uint16_t>(std::stoi(raw.line()));
  const std::string snapshot = R"({"symbol":"BTCUSDT","snapshot":{"ts":1,"mid":45000,"spreadBp":2,)"
                               R"("vol1m":1000000,"rsi14":55}})";
  const std::string get = "GET /ml/health HTTP/1.1\r\nHost: localhost\r\n\r\n";
  std::vector<Subject> subjects = {
      {"raw epoll", raw_port, post("/", snapshot), {raw.pid()}},
      {"sparkd POST /predict-with-shadow",
       host.port("executor"),
       post("/predict-with-shadow", snapshot),
       {host.pid()}},
      {"sparkd POST /ml/predict",
       host.port("ml-engine"),
       post("/ml/predict", snapshot),
       {host.pid()}},
      {"sparkd GET /ml/health (fixed)", host.port("ml-engine"), get, {host.pid()}},
  };
  std::unique_ptr<bench::Child> nginx;
  if (std::filesystem::exists("/usr/sbin/nginx")) {
    const auto port = static_cast<uint16_t>(20'000 + ::getpid() % 20'000);
    nginx = std::make_unique<bench::Child>(
        std::vector<std::string>{"/usr/sbin/nginx", "-c", nginx_config(folder.path(), port)},
        false);
    std::this_thread::sleep_for(std::chrono::milliseconds(500));
    subjects.push_back(
        {"nginx return 200", port, post("/", snapshot), bench::with_children(nginx->pid())});
  } else {
    std::fputs("nginx is not installed and is left out\n", stderr);
  }
  for (const auto& subject : subjects) bench::pin(subject.processes, server_core);
  bench::pin_self(client_core);

  for (const Shape& shape : shapes) {
    std::vector<std::vector<Round>> all(subjects.size());
    for (int round = -1; round < rounds; ++round) {  // the first warms and is not counted
      for (size_t i = 0; i < subjects.size(); ++i) {
        const Round one = run_round(subjects[i], shape, round < 0 ? seconds / 4 : seconds);
        if (round >= 0) all[i].push_back(one);
      }
    }
    std::printf("**%s**\n\n", shape.name);
    std::printf("| | requests/s | ratio | server CPU µs/request | ratio | p50 µs | p99 µs |\n");
    std::printf("|---|---:|---:|---:|---:|---:|---:|\n");
    const auto of = [&](size_t i, double Round::*member) {
      std::vector<double> values;
      for (const Round& round : all[i]) values.push_back(round.*member);
      return median(values);
    };
    for (size_t i = 0; i < subjects.size(); ++i) {
      std::printf("| %s | %s | %.2f | %.2f | %.2f | %.1f | %.1f |\n", subjects[i].name.c_str(),
                  grouped(of(i, &Round::per_second)).c_str(),
                  of(i, &Round::per_second) / of(0, &Round::per_second), of(i, &Round::cpu_us),
                  of(i, &Round::cpu_us) / of(0, &Round::cpu_us), of(i, &Round::p50_us),
                  of(i, &Round::p99_us));
    }
    std::printf("\n");
    std::fflush(stdout);
  }
}
