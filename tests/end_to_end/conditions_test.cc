// What goes wrong on a running host makes the right alerts of a real Prometheus pending or firing,
// and no other. Windows of six seconds, unless at full length.
#include <sys/resource.h>
#include <algorithm>
#include <atomic>
#include <chrono>
#include <csignal>
#include <set>
#include <thread>

#include "end_to_end/artefacts.h"
#include "end_to_end/changes.h"
#include "end_to_end/prometheus.h"
#include "end_to_end/watched_drift.h"
#include "support/case_count.h"
#include "support/catch.h"

using namespace spark::test;

namespace {

using Names = std::set<std::string>;

// The shipped host, its candidate like production in all its answers, and faulty on demand.
std::vector<std::string> faulty_sets() {
  std::vector<std::string> sets = {
      "plugins.faulty={library: " + museum("faulty").string() + "}",
      "models.candidate={plugin: faulty, with: {features: [rsi_14], spin_ms: 150}}"};
  if (is_full_soak()) return sets;
  for (const char* alert : {"breaker-open", "recorder-failed"})
    sets.push_back(std::string("alerts.") + alert + ".for=0s");
  return sets;
}

// Requests at a steady pace, until it ends.
class Load {
 public:
  explicit Load(const Sparkd& host)
      : thread_([this, &host] {
          auto client = host.client("executor");
          while (!is_over_) {
            (void)client.call("POST", "/predict-with-shadow", snapshot_body);
            std::this_thread::sleep_for(std::chrono::milliseconds(pause_ms_));
          }
        }) {}
  ~Load() {
    is_over_ = true;
    thread_.join();
  }
  Load(const Load&) = delete;
  Load& operator=(const Load&) = delete;

  // Between an answer and the next request.
  void pause(int ms) { pause_ms_ = ms; }

 private:
  std::atomic<bool> is_over_ = false;
  std::atomic<int> pause_ms_ = 10;
  std::thread thread_;
};

// Nothing of a young host is known of seven days.
const Names always = {"MLDriftInconclusive"};

// Waits until all of `expected` are pending or firing; whatever else is so meanwhile is returned.
Names others_until(const Prometheus& prometheus, const Names& expected) {
  const auto wait = is_full_soak() ? std::chrono::minutes(40) : std::chrono::minutes(2);
  const auto deadline = std::chrono::steady_clock::now() + wait;
  Names others;
  Names missing = expected;
  do {
    std::this_thread::sleep_for(std::chrono::milliseconds(200));
    missing = expected;
    for (const std::string& name : prometheus.alerts()) {
      missing.erase(name);
      if (expected.contains(name) || always.contains(name)) continue;
      if (!others.insert(name).second) continue;
      if (const std::string errors = prometheus.scrape_errors(); !errors.empty())
        WARN(name << ", while scrapes said: " << errors);
    }
  } while (!missing.empty() && std::chrono::steady_clock::now() < deadline);
  for (const auto& name : missing) UNSCOPED_INFO("neither pending nor firing: " << name);
  CHECK(missing.empty());
  return others;
}

// Before the first scrape there is nothing at all, which is an alert of its own.
void await_scrape(const Prometheus& prometheus) {
  const auto is_quiet = [&] {
    const auto names = prometheus.alerts();
    return !prometheus.query("ml_predict_requests_total").values.empty() &&
           std::find(names.begin(), names.end(), "MLMetricsAbsent") == names.end();
  };
  // Twice, since the rule may have been looked at just before.
  for (int quiet = 0; quiet < 2; quiet = is_quiet() ? quiet + 1 : 0)
    std::this_thread::sleep_for(std::chrono::milliseconds(1'200));
}

// Until requests were seen for long enough that rules about them would speak.
void settle(const Prometheus& prometheus) {
  await_scrape(prometheus);
  const char* const pairs = "sum(ml_shadow_match_total) > 100";
  while (prometheus.query(pairs).values.empty())
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
}

// No file of this process may grow any more, while it lives.
class FullDisk {
 public:
  explicit FullDisk(const Sparkd& host) : pid_(host.pid()) {
    const rlimit full{1, RLIM_INFINITY};
    ::prlimit(pid_, RLIMIT_FSIZE, &full, nullptr);
  }
  ~FullDisk() {
    const rlimit free{RLIM_INFINITY, RLIM_INFINITY};
    ::prlimit(pid_, RLIMIT_FSIZE, &free, nullptr);
  }
  FullDisk(const FullDisk&) = delete;
  FullDisk& operator=(const FullDisk&) = delete;

 private:
  pid_t pid_;
};

}  // namespace

TEST_CASE("a model that fails, then one that is slow, then a host that is gone: each its alerts") {
  const auto tools = prometheus_tools();
  if (!tools) return;
  const TemporaryFolder folder;
  auto sets = faulty_sets();
  sets.emplace_back(
      "pipelines.predict-with-shadow.stages.candidate={predict: candidate, when: "
      "admit.selected, budget: 10s, breaker: {errors: 2%, over: 100, half_open: 1s}}");
  Sparkd host(sets);
  write_monitoring(folder.path(), host, !is_full_soak());
  const Prometheus prometheus(*tools, folder.path());
  auto load = std::make_unique<Load>(host);
  const auto fault = [&](const std::string& kind) {
    host.json("admin", "POST", "/x/faulty/fault?kind=" + kind, "{}");
  };
  settle(prometheus);
  CHECK(others_until(prometheus, {}).empty());

  fault("error");
  CHECK(others_until(prometheus, {"MLModelErrorsHigh", "MLShadowErrorRateHigh", "breaker-open"}) ==
        Names{});
  fault("none");
  while (prometheus.alerts().size() > always.size())
    std::this_thread::sleep_for(std::chrono::milliseconds(100));

  // Within its budget, however busy the machine is, and with time left for scrapes.
  load->pause(150);
  fault("late");
  CHECK(others_until(prometheus, {"MLPredictLatencyP95High", "MLShadowLatencyP95High",
                                  "ML_Predict_P95_High", "ML_Predict_P95_Warning"}) == Names{});
  fault("none");
  load.reset();
  host.signal(SIGKILL);
  host.wait();
  const Names late = others_until(prometheus, {"MLEngineDown", "host-down"});
  // What was measured before goes on for a window.
  for (const auto& name : late) CHECK(name.find("P95") != std::string::npos);
}

TEST_CASE("a recorder that cannot write makes its alert fire, and no other") {
  const auto tools = prometheus_tools();
  if (!tools) return;
  const TemporaryFolder folder;
  const Sparkd host(faulty_sets());
  write_monitoring(folder.path(), host, !is_full_soak());
  const Prometheus prometheus(*tools, folder.path());
  const Load load(host);
  settle(prometheus);
  const FullDisk full(host);
  // A safe action is made, and cannot be recorded.
  host.json("executor", "POST", "/canary/pause", "{}");
  CHECK(others_until(prometheus, {"recorder-failed"}) == Names{});
}

TEST_CASE("inputs that drift make the alerts of PSI pending, and no other") {
  const auto tools = prometheus_tools();
  if (!tools) return;
  const TemporaryFolder folder;
  const auto artefact = artefact_with_reference(folder.path());
  auto sets = drift_sets(artefact, ", look_every: 1s");
  // The same model twice: nothing differs but the inputs.
  sets.push_back("models.production={plugin: ml-model, artefact: " + artefact.string() + "}");
  sets.emplace_back("plugins.recorder.with.ring=16MiB");  // a week of minutes comes in a second
  const Sparkd host(sets);
  auto client = host.client("executor");
  const size_t week = 7 * 1'440 + 60;
  const int64_t first = std::chrono::duration_cast<std::chrono::minutes>(
                            std::chrono::system_clock::now().time_since_epoch())
                            .count() -
                        static_cast<int64_t>(week);
  const auto minutes = made_minutes(first, week, 2.0);
  REQUIRE(send_minutes(client, minutes) == minutes.size());
  write_monitoring(folder.path(), host, !is_full_soak());
  const Prometheus prometheus(*tools, folder.path());
  await_scrape(prometheus);
  // The last hours are a shock as well, and the host sees what Prometheus sees.
  Names others = others_until(
      prometheus, {"MLPSIWarning", "MLPSICritical", "ML_PSI_Critical", "ML_PSI_Warning"});
  for (const char* host_alert : {"drift-shock", "psi-severe", "psi-over-limit", "psi-notice"})
    others.erase(host_alert);
  CHECK(others == Names{});
}
