// The real sparkd under those who mean it harm: slow clients. At a tenth it is asserted that
// everybody else is answered and that the slow ones go; the full run also holds tails against the
// quiet host's of the same run.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <thread>

#include "end_to_end/harness.h"
#include "end_to_end/raw.h"
#include "support/case_count.h"
#include "support/catch.h"

using namespace spark::test;
using Clock = std::chrono::steady_clock;

namespace {

constexpr std::string_view body =
    R"({"snapshot":{"ts":1,"mid":45000,"spreadBp":2,"vol1m":1000000,"rsi14":55}})";

double seconds_since(Clock::time_point from) {
  return std::chrono::duration<double>(Clock::now() - from).count();
}

// Microseconds of each request, one after the other, until `done`.
template <class Done>
std::vector<double> healthy_us(const Sparkd& host, const Done& done) {
  auto client = host.client("executor");
  std::vector<double> all;
  while (!done()) {
    const auto from = Clock::now();
    const auto answer = client.call("POST", "/predict-with-shadow", body);
    REQUIRE(answer.has_value());
    REQUIRE(answer->status == 200);
    all.push_back(seconds_since(from) * 1e6);
  }
  return all;
}

double quantile(std::vector<double> all, double q) {
  std::sort(all.begin(), all.end());
  return all.at(static_cast<size_t>(q * static_cast<double>(all.size() - 1)));
}

bool admin_answers(const Sparkd& host) {
  auto client = host.client("admin", host.token());
  const auto answer = client.call("GET", "/admin/v1/status");
  return answer && answer->status == 200;
}

enum class Mode { headers, body, reading };

std::vector<Raw> slow_clients(const Sparkd& host, Mode mode, size_t count) {
  std::vector<Raw> all;
  for (size_t i = 0; i < count; ++i) {
    all.emplace_back(host.port("executor"), mode == Mode::reading ? 4096 : 0);
    switch (mode) {
      case Mode::headers:
        all.back().send("POST /predict-with-shadow HTTP/1.1\r\nHost: a\r\nX-Slow: ");
        break;
      case Mode::body:
        all.back().send(
            "POST /predict-with-shadow HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\n");
        break;
      case Mode::reading: {
        std::string many;
        // Each is answered with its own path: more in all than the kernel holds for one peer.
        const std::string path(1'900, 'x');
        for (int n = 0; n < 350; ++n) many += "GET /" + path + " HTTP/1.1\r\nHost: a\r\n\r\n";
        all.back().send(many);
        break;
      }
    }
  }
  return all;
}

// Seconds until all were closed, with healthy requests all the while. They drip a byte now and
// then.
double outlive(const Sparkd& host, Mode mode, const std::vector<Raw>& slow,
               std::vector<double>& healthy) {
  const auto from = Clock::now();
  auto dripped = from;
  auto looked = from;
  bool gone = false;
  healthy = healthy_us(host, [&] {
    if (seconds_since(dripped) > 0.5) {
      dripped = Clock::now();
      for (const Raw& each : slow)
        if (mode != Mode::reading) each.send("x");
      CHECK(admin_answers(host));
    }
    if (seconds_since(looked) > 0.1) {
      looked = Clock::now();
      gone = std::all_of(slow.begin(), slow.end(), [&](const Raw& each) {
        std::string dropped;
        return mode == Mode::reading ? each.hung_up() : !each.take(dropped);
      });
    }
    return gone || seconds_since(from) > 40;
  });
  CHECK(gone);
  return seconds_since(from);
}

}  // namespace

TEST_CASE("slow clients are closed in their time and move nobody's answers") {
  const size_t count = is_full_soak() ? 1'000 : 100;
  const Sparkd host;
  const auto start = Clock::now();
  const auto quiet =
      healthy_us(host, [&] { return seconds_since(start) > (is_full_soak() ? 10 : 0.5); });
  char figures[512];
  std::string report;
  const std::pair<Mode, const char*> modes[] = {
      {Mode::headers, "headers"}, {Mode::body, "body"}, {Mode::reading, "reading"}};
  for (const auto& [mode, name] : modes) {
    INFO(name);
    const auto slow = slow_clients(host, mode, count);
    CHECK(admin_answers(host));
    std::vector<double> healthy;
    const double seconds = outlive(host, mode, slow, healthy);
    CHECK(admin_answers(host));
    CHECK(healthy.size() > 100);
    std::snprintf(figures, sizeof figures,
                  "slow %-8s %4zu connections: gone after %.1f s; healthy p99 %.0f us, quiet %.0f "
                  "us (p50 %.0f and %.0f)\n",
                  name, count, seconds, quantile(healthy, 0.99), quantile(quiet, 0.99),
                  quantile(healthy, 0.5), quantile(quiet, 0.5));
    report += figures;
    if (is_full_soak()) {
      CHECK(seconds < 10);
      CHECK(quantile(healthy, 0.99) < 2 * quantile(quiet, 0.99));
    }
  }
  report_figures("slow-clients", report);
}
