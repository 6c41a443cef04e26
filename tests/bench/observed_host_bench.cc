// What drift and quality add to a request of a whole host over HTTP: the shipped configuration with
// their stages and without, three real hosts in one run, in rounds that alternate. The third is the
// first once more: what differs between those two is noise. Requests are a quarter of a second
// apart by their own time, so that one in 240 closes a minute. Prints Markdown.
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <memory>

#include "bench/generator.h"
#include "bench/process.h"
#include "bench/without_stages.h"
#include "end_to_end/harness.h"

using namespace spark;

namespace {

constexpr int server_core = 0;
constexpr int client_core = 1;
constexpr const char* first_ts = "1700000000000";

struct Round {
  double p50_us = 0;
  double p99_us = 0;
  double cpu_us = 0;  // of the host, per request
};

class Host {
 public:
  Host(const char* name, const std::vector<std::string>& without)
      : name_(name),
        sparkd_({"workers=1", "log.level=warn"}, bench::without_stages(folder_.path(), without)) {
    const std::string body = std::string(R"({"symbol":"BTCUSDT","snapshot":{"ts":)") + first_ts +
                             R"(,"mid":45000.5,"spreadBp":2.1,"vol1m":1234567.8,"rsi14":55.25}})";
    load_.request = "POST /predict-with-shadow HTTP/1.1\r\nHost: localhost\r\nContent-Length: " +
                    std::to_string(body.size()) + "\r\n\r\n" + body;
    load_.port = sparkd_.port("executor");
    load_.before_each = [this, at = load_.request.find(first_ts)](std::string& request) {
      request.replace(at, std::string_view(first_ts).size(), std::to_string(ts_ms_ += 250));
    };
    bench::pin({sparkd_.pid()}, server_core);
  }

  void run_round(uint32_t connections, double seconds, bool counts) {
    load_.connections = connections;
    load_.seconds = seconds;
    const double before_ns = bench::cpu_ns({sparkd_.pid()});
    const bench::Result result = bench::run(load_);
    const double used_ns = bench::cpu_ns({sparkd_.pid()}) - before_ns;
    if (!counts) return rounds_.clear();
    rounds_.push_back({static_cast<double>(result.latency.quantile_ns(0.5)) / 1e3,
                       static_cast<double>(result.latency.quantile_ns(0.99)) / 1e3,
                       used_ns / static_cast<double>(result.answers) / 1e3});
  }
  [[nodiscard]] const char* name() const { return name_; }
  [[nodiscard]] const std::vector<Round>& rounds() const { return rounds_; }

 private:
  const char* name_;
  const test::TemporaryFolder folder_;
  const test::Sparkd sparkd_;
  bench::Load load_;
  std::vector<Round> rounds_;
  int64_t ts_ms_ = 1'700'000'000'000;
};

double quantile(std::vector<double> values, double q) {
  std::sort(values.begin(), values.end());
  return values[static_cast<size_t>(q * static_cast<double>(values.size() - 1) + 0.5)];
}

std::vector<double> of(const Host& host, double Round::*figure) {
  std::vector<double> values;
  for (const Round& round : host.rounds()) values.push_back(round.*figure);
  return values;
}

// The median of the differences of rounds that followed each other, and half of them around it.
void print_difference(const Host& host, const Host& base, double Round::*figure) {
  std::vector<double> all = of(host, figure);
  const std::vector<double> others = of(base, figure);
  for (size_t i = 0; i < all.size(); ++i) all[i] -= others[i];
  std::printf(" %+.2f [%+.2f, %+.2f] |", quantile(all, 0.5), quantile(all, 0.25),
              quantile(all, 0.75));
}

}  // namespace

// ROUNDS [SECONDS]: how many rounds of how long; 41 and 0.5 are what to quote.
int main(int argc, char** argv) {
  const int rounds = argc > 1 ? std::max(std::atoi(argv[1]), 1) : 41;
  const double seconds = argc > 2 ? std::atof(argv[2]) : 0.5;
  const std::vector<std::string> observers = {"drift", "quality"};
  Host without("neither", observers), with("drift and quality", {}), again("neither", observers);
  bench::pin_self(client_core);
  for (const uint32_t connections : {1u, 16u}) {
    for (int round = 0; round <= rounds; ++round) {  // the first warms and is not counted
      std::vector<Host*> order = {&without, &with, &again};
      if (round % 2 != 0) std::reverse(order.begin(), order.end());
      for (Host* each : order) each->run_round(connections, seconds, round > 0);
    }
    std::printf(
        "**%u connection%s**, medians of %d rounds of %.2g s; of differences also the "
        "middle half\n\n| with | p50 µs | adds | p99 µs | adds | CPU µs/request | adds | least | "
        "adds |\n"
        "|---|---:|---:|---:|---:|---:|---:|---:|---:|\n",
        connections, connections == 1 ? "" : "s", rounds, seconds);
    for (const Host* each : {&without, &with, &again}) {
      std::printf("| %s%s |", each->name(), each == &again ? ", another host" : "");
      for (const auto figure : {&Round::p50_us, &Round::p99_us, &Round::cpu_us}) {
        std::printf(" %.2f |", quantile(of(*each, figure), 0.5));
        if (each == &without) {
          std::printf(" |");
        } else {
          print_difference(*each, without, figure);
        }
      }
      const double least = quantile(of(*each, &Round::cpu_us), 0);
      const double base = quantile(of(without, &Round::cpu_us), 0);
      each == &without ? std::printf(" %.2f | |\n", least)
                       : std::printf(" %.2f | %+.2f |\n", least, least - base);
    }
    std::printf("\n");
    std::fflush(stdout);
  }
}
