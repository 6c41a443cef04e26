// A whole exposition, byte for byte, and as Prometheus' own tool sees it.
#include <unistd.h>

#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <sstream>
#include <string>

#include "metrics/registry.h"
#include "support/catch.h"

namespace spark::metrics {
namespace {

void fill(Registry& registry) {
  const Labels ok = {{"model_version", "v1"}, {"status", "ok"}};
  const Labels late = {{"model_version", "v1"}, {"status", "late"}};
  const Desc requests = {"ml_requests_total", "Requests asked of the model.", ok, {}, 8};
  Desc requests_late = requests;
  requests_late.labels = late;
  (void)registry.counter(requests_late).value();
  registry.counter(requests).value().add(12'345'678'901'234'567ull);
  (void)registry.counter(requests_late).value();  // asked for last, hence last

  const Histogram latency = registry
                                .histogram({"ml_latency_seconds",
                                            "Time per call.",
                                            {{"model_version", "v1"}},
                                            {0.005, 0.25, 1000, 1e6},
                                            0})
                                .value();
  for (const double value : {0.005, 0.1, 0.2, 3e6}) latency.observe(value);

  const Labels hard = {{"path", "C:\\a \"b\"\nc é"}};
  registry.gauge({"spark_awkward_ratio", "Back\\slash and\nline feed.", hard, {}, 0})
      .value()
      .set(0.1);
  registry.gauge({"spark_limit", "Without limit.", {}, {}, 0}).value().set(HUGE_VAL);
  (void)registry.gauge({"spark_never_set", "Never set.", {}, {}, 0}).value();
  registry.prefer(&registry);
  (void)registry.computed_gauge({"ml_match_ratio", "Over ten minutes.", {}, {}, 0}, &registry,
                                [] { return 0.975; });
}

constexpr const char* golden_ml =
    R"(# HELP ml_latency_seconds Time per call.
# TYPE ml_latency_seconds histogram
ml_latency_seconds_bucket{model_version="v1",le="0.005"} 1
ml_latency_seconds_bucket{model_version="v1",le="0.25"} 3
ml_latency_seconds_bucket{model_version="v1",le="1000"} 3
ml_latency_seconds_bucket{model_version="v1",le="1e+06"} 3
ml_latency_seconds_bucket{model_version="v1",le="+Inf"} 4
ml_latency_seconds_sum{model_version="v1"} 3000000.305
ml_latency_seconds_count{model_version="v1"} 4
# HELP ml_match_ratio Over ten minutes.
# TYPE ml_match_ratio gauge
ml_match_ratio 0.975
# HELP ml_requests_total Requests asked of the model.
# TYPE ml_requests_total counter
ml_requests_total{model_version="v1",status="ok"} 12345678901234567
ml_requests_total{model_version="v1",status="late"} 0
)";

constexpr const char* golden_spark =
    R"(# HELP spark_awkward_ratio Back\\slash and\nline feed.
# TYPE spark_awkward_ratio gauge
spark_awkward_ratio{path="C:\\a \"b\"\nc é"} 0.1
# HELP spark_limit Without limit.
# TYPE spark_limit gauge
spark_limit +Inf
)";

std::string rendered(const Registry& registry, std::string_view prefix) {
  std::string out;
  registry.render(out, prefix);
  return out;
}

TEST_CASE("the exposition is the golden text, families by name, series by recency") {
  Registry registry(2);
  fill(registry);
  CHECK(rendered(registry, "") == std::string(golden_ml) + golden_spark);
}

TEST_CASE("a prefix selects families, and rendering appends") {
  Registry registry(2);
  fill(registry);
  CHECK(rendered(registry, "ml_") == golden_ml);
  CHECK(rendered(registry, "spark_") == golden_spark);
  std::string out = "before\n";
  registry.render(out, "nothing_");
  CHECK(out == "before\n");
}

TEST_CASE("labelled counters at zero can be left out, but for the newest with a wanted label") {
  Registry registry(2);
  const auto requests = [&](const char* version, const char* status) {
    return registry
        .counter({"requests_total",
                  "Requests.",
                  {{"version", version}, {"status", status}, {"why", "x,status=\"success"}},
                  {},
                  8})
        .value();
  };
  for (const char* version : {"old", "used", "new"})
    for (const char* status : {"success", "late"}) (void)requests(version, status);
  requests("used", "late").add();
  (void)requests("new",
                 "success");  // the newest is the one asked for last, and its last is success
  (void)registry.counter({"errors_total", "Errors.", {{"type", "late"}}, {}, 0}).value();
  (void)registry.real_counter({"busy_seconds_total", "Busy.", {{"type", "x"}}, {}, 0}).value();
  (void)registry.counter({"plain_total", "Without labels.", {}, {}, 0}).value();
  registry.gauge({"state", "State.", {{"of", "x"}}, {}, 0}).value().set(0);
  const auto lines = [&](const Zeros& zeros) {
    std::string out;
    registry.render(out, "", zeros);
    std::string kept;
    std::istringstream all(out);
    for (std::string line; std::getline(all, line);)
      if (line.find("# HELP") == std::string::npos) kept += line + "\n";
    return kept;
  };
  const std::string why = R"(,why="x,status=\"success"})";
  const std::string rest = R"(# TYPE plain_total counter
plain_total 0
)";
  const std::string state = R"(# TYPE state gauge
state{of="x"} 0
)";
  CHECK(lines({false, {{"status", "success"}}}) ==
        rest + "# TYPE requests_total counter\nrequests_total{version=\"used\",status=\"late\"" +
            why + " 1\nrequests_total{version=\"new\",status=\"success\"" + why + " 0\n" + state);
  CHECK(lines({false, {}}) == rest +
                                  "# TYPE requests_total counter\nrequests_total{version=\"used\","
                                  "status=\"late\"" +
                                  why + " 1\n" + state);
  CHECK(lines({}).find("errors_total{type=\"late\"} 0\n") != std::string::npos);
  CHECK(lines({}).find("busy_seconds_total{type=\"x\"} 0\n") != std::string::npos);
}

TEST_CASE("promtool finds nothing to complain about") {
  // Where the tests of monitoring unpack it, unless it is installed.
  const std::string path_too = "PATH=$PATH:" SPARK_BUILD_DIR "/../prometheus/usr/bin; ";
  if (std::system((path_too + "command -v promtool >/dev/null 2>&1").c_str()) != 0) {
    WARN("skipped: no promtool here; packaging/prometheus-tools.sh build/prometheus gets it");
    return;
  }
  Registry registry(2);
  fill(registry);
  char path[] = "/tmp/spark-exposition-XXXXXX";
  const int file = mkstemp(path);
  REQUIRE(file >= 0);
  close(file);
  std::ofstream(path) << rendered(registry, "");
  const std::string command = path_too + "promtool check metrics < " + path + " 2>&1";
  FILE* const pipe = popen(command.c_str(), "r");
  REQUIRE(pipe != nullptr);
  std::string said;
  for (int c; (c = std::fgetc(pipe)) != EOF;) said += static_cast<char>(c);
  const int status = pclose(pipe);
  unlink(path);
  INFO(said);
  CHECK(status == 0);
  CHECK(said.empty());
}

}  // namespace
}  // namespace spark::metrics
