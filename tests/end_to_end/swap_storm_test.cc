// Models, libraries and configurations are changed twenty times a second while clients ask: every
// answer is right, and nothing is lost or counted twice. The full run also holds the tail against
// the quiet host's of the same run.
#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <set>
#include <sstream>
#include <thread>

#include "end_to_end/storm_load.h"
#include "end_to_end/storm_operator.h"
#include "support/case_count.h"
#include "support/catch.h"

using namespace spark::test;
using Clock = std::chrono::steady_clock;

namespace {

constexpr uint32_t seed = 20'240'601;
constexpr double swaps_per_second = 20;

// A tenth of what two cores answer, most of which are the clients' own; sanitizers cost tenfold.
#ifdef SPARK_SANITIZED
constexpr Rhythm rhythm{64, 300, 20};
#else
constexpr Rhythm rhythm{64, 3'000, 150};
#endif

double seconds_since(Clock::time_point from) {
  return std::chrono::duration<double>(Clock::now() - from).count();
}

// A thread that is joined, whatever is thrown.
struct Client {
  Client(Load& load, std::atomic<bool>& done)
      : thread([&] { measured = load.run([&] { return done.load(); }); }), done_(done) {}
  ~Client() { join(); }
  void join() {
    done_ = true;
    if (thread.joinable()) thread.join();
  }
  Measured measured;
  std::thread thread;

 private:
  std::atomic<bool>& done_;
};

double quantile(const std::vector<double>& ms, double q) {
  Measured all;
  all.us = ms;
  return all.quantile_us(q);
}

void check_series_once(const std::string& metrics) {
  std::istringstream lines(metrics);
  std::set<std::string> seen;
  for (std::string line; std::getline(lines, line);) {
    const std::string series = line.starts_with('#') ? line : line.substr(0, line.rfind(' '));
    INFO(series);
    CHECK(seen.insert(series).second);
  }
  CHECK(seen.size() > 100);
}

// The sum of all series of a family that have `label`.
double sum_of(const std::string& metrics, const std::string& family, const std::string& label) {
  std::istringstream lines(metrics);
  double sum = 0;
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with(family + "{") && line.find(label) != std::string::npos)
      sum += std::strtod(line.c_str() + line.rfind(' '), nullptr);
  }
  return sum;
}

// The page of series once all these requests are in it: the last answers are counted after their
// clients have read them.
std::string await_requests(const Sparkd& host, const std::map<std::string, uint64_t>& asked) {
  for (const auto end = Clock::now() + std::chrono::seconds(10);;) {
    std::string metrics = host.text("executor", "/metrics");
    bool all = true;
    for (const auto& [pipeline, count] : asked) {
      const std::string label = "pipeline=\"" + pipeline + "\"";
      all = all && sum_of(metrics, "spark_requests_total", label) >= static_cast<double>(count);
    }
    if (all || Clock::now() > end) return metrics;
  }
}

size_t count_files(const std::filesystem::path& folder) {
  const std::filesystem::directory_iterator files(folder);
  return static_cast<size_t>(std::distance(begin(files), end(files)));
}

std::string row(const char* name, const Measured& measured) {
  char text[256];
  std::snprintf(text, sizeof text,
                "swap storm: %-5s %.0f requests/s on %zu connections, %.0f/s of them new; p50 %.0f "
                "p99 %.0f p99.9 %.0f max %.0f us\n",
                name, static_cast<double>(measured.us.size()) / measured.seconds, rhythm.kept,
                static_cast<double>(measured.opened) / measured.seconds, measured.quantile_us(0.5),
                measured.quantile_us(0.99), measured.quantile_us(0.999), measured.quantile_us(1));
  return text;
}

std::string report(const StormOperator::Done& done, const Measured& quiet, const Measured& storm) {
  char text[256];
  std::snprintf(text, sizeof text,
                "swap storm: %zu swaps in %.1f s (%.1f/s), %llu failed requests; a swap takes p50 "
                "%.1f p99 %.1f max %.1f ms\n",
                done.total_ms.size(), storm.seconds,
                static_cast<double>(done.total_ms.size()) / storm.seconds,
                static_cast<unsigned long long>(storm.failed), quantile(done.asked_ms, 0.5),
                quantile(done.asked_ms, 0.99), quantile(done.asked_ms, 1));
  std::string all = text + row("quiet", quiet) + row("storm", storm) + "swap storm: of it";
  for (const auto& [kind, count] : done.kinds) all += " " + std::to_string(count) + " " + kind;
  all += "; steps p50/p99 ms";
  for (const auto& [step, ms] : done.step_ms) {
    std::snprintf(text, sizeof text, " %s %.1f/%.1f", step.c_str(), quantile(ms, 0.5),
                  quantile(ms, 0.99));
    all += text;
  }
  return all + "\n";
}

}  // namespace

TEST_CASE("a storm of swaps loses no answer, mixes no versions and counts everything once") {
  const size_t swaps = is_full_soak() ? 1'200 : 120;
  StormOperator op(seed);
  const Sparkd host({"workers=2"}, op.file());
  std::atomic<uint64_t> not_compared{0};
  const auto comparison = [&](std::string_view body) {
    if (body.find(R"("shadow":null)") != std::string_view::npos) ++not_compared;
    return wrong_comparison(body);
  };
  const std::string snapshot(snapshot_body);
  const uint16_t executor = host.port("executor");
  Load load({{"ml-predict", host.port("ml-engine"), "/ml/predict", snapshot, wrong_prediction},
             {"predict-with-shadow", executor, "/predict-with-shadow", snapshot, comparison},
             {"rows", executor, "/rows", "{}", wrong_rows}},
            rhythm);

  const auto began = Clock::now();
  const double quiet_seconds = is_full_soak() ? 20 : 2;
  const Measured quiet = load.run([&] { return seconds_since(began) > quiet_seconds; });
  std::atomic<bool> done{false};
  Client client(load, done);
  const auto start = Clock::now();
  for (size_t i = 0; i < swaps; ++i) {
    op.change(host);
    if (i % 20 == 0) check_series_once(host.text("executor", "/metrics"));
    std::this_thread::sleep_until(
        start + std::chrono::duration_cast<Clock::duration>(
                    std::chrono::duration<double>(static_cast<double>(i + 1) / swaps_per_second)));
  }
  client.join();
  const Measured& storm = client.measured;
  report_figures("swap-storm", report(op.done(), quiet, storm));

  for (const Measured* each : {&quiet, &storm}) {
    for (const auto& failure : each->failures) UNSCOPED_INFO(failure);
    CHECK(each->failed == 0);
  }
  std::map<std::string, uint64_t> asked = op.done().requests;
  for (const Measured* each : {&quiet, &storm})
    for (const auto& [pipeline, count] : each->answered) asked[pipeline] += count;
  // No other refusal: those of a worker that the machine did not let run.
  CHECK(host.metric("spark_http_overloads_total") >=
        static_cast<double>(quiet.refused + storm.refused));
  if (is_full_soak()) CHECK(quiet.refused + storm.refused == 0);
  const std::string metrics = await_requests(host, asked);
  check_series_once(metrics);
  for (const auto& [pipeline, count] : asked) {
    INFO(pipeline);
    const std::string label = "pipeline=\"" + pipeline + "\"";
    CHECK(sum_of(metrics, "spark_requests_total", label) == count);
    CHECK(host.metric("spark_requests_total{" + label + ",code=\"200\"}") == count);
    CHECK(host.metric("spark_request_duration_seconds_count{" + label + "}") == count);
  }
  const std::string candidate = R"(pipeline="predict-with-shadow",stage="candidate",reason=)";
  CHECK(sum_of(metrics, "spark_stage_errors_total", candidate) == not_compared);
  CHECK(sum_of(metrics, "ml_predict_requests_total", "status=\"success\"") ==
        asked["ml-predict"] + asked["predict-with-shadow"] - not_compared);
  const auto counted = host.json("admin", "GET", "/x/stateful/count");
  CHECK(counted.at("rows").as_int64() == static_cast<int64_t>(asked["rows"]));

  const auto status = host.json("admin", "GET", "/admin/v1/status");
  CHECK(status.at("generation").as_int64() == static_cast<int64_t>(1 + swaps));
  const auto verified = run({binary("sparkctl").string(), "evidence", "verify", "--state-dir",
                             host.state_dir().string()});
  INFO(verified.output);
  CHECK(verified.exit_code == 0);
  // The models, two libraries of the storm and those that are always there, and what may be spare.
  CHECK(count_files(host.state_dir() / "objects") < storm_models + 6 + 17);
  if (is_full_soak()) CHECK(storm.quantile_us(0.99) <= 2 * quiet.quantile_us(0.99));
}
