// Gate 3 by a real Prometheus that has a day of samples: asked by the plugin's own code, and by the
// plugin in a running host.
#include <chrono>
#include <set>

#include "asked_prometheus.h"
#include "end_to_end/artefacts.h"
#include "end_to_end/changes.h"
#include "end_to_end/prometheus.h"
#include "support/catch.h"
#include "support/file_text.h"

using namespace spark::test;
namespace json = boost::json;
namespace fs = std::filesystem;

namespace {

constexpr int64_t day_minutes = 1'440;

int64_t now_s() {
  return std::chrono::duration_cast<std::chrono::seconds>(
             std::chrono::system_clock::now().time_since_epoch())
      .count();
}

// Minutes before now, both included.
struct Span {
  int64_t first = 0;
  int64_t last = 0;
};

std::string samples(const std::string& series, Span span, int64_t until_s) {
  std::string out;
  for (int64_t minute = span.first; minute >= span.last; --minute)
    out += series + " 1 " + std::to_string(until_s - minute * 60) + "\n";
  return out;
}

std::string alert(const std::string& name, const std::string& severity) {
  return "ALERTS{alertname=\"" + name + "\",alertstate=\"firing\",severity=\"" + severity + "\"}";
}

// A server that scrapes nothing, with the shipped rules and the samples of `alerts`, as promtool
// makes blocks of them. `watched`: the minutes in which the host was scraped.
struct Watched {
  Watched(const fs::path& tools, Span watched, const std::string& series, Span fired) {
    const int64_t until_s = now_s();
    std::string text =
        "# TYPE up gauge\n" + samples("up{instance=\"a\",job=\"executor\"}", watched, until_s);
    if (!series.empty()) text += "# TYPE ALERTS gauge\n" + samples(series, fired, until_s);
    const fs::path made = folder.path() / "samples";
    write_file(made, text + "# EOF\n");
    const Ended ended = run({(tools / "promtool").string(), "tsdb", "create-blocks-from",
                             "openmetrics", made.string(), (folder.path() / "data").string()});
    INFO(ended.output);
    REQUIRE(ended.exit_code == 0);
    for (const char* name : {"ml.yml", "ml-canary.yml"})
      write_file(folder.path() / name, read_file(source("configs/prometheus") / name));
    write_file(folder.path() / "prometheus.yml",
               "global: {evaluation_interval: 1s}\nrule_files: [ml.yml, ml-canary.yml]\n");
    server.emplace(tools, folder.path());
  }

  TemporaryFolder folder;
  std::optional<Prometheus> server;
};

promote::AlertsSeen ask(const Watched& watched) {
  const auto asked = promote::Prometheus::of(watched.server->url(), "up{job=\"executor\"}",
                                             {"MLPSICritical", "MLPSIWarning"});
  const int64_t now_ms = now_s() * 1'000;
  return asked->ask({now_ms, now_ms});
}

json::object gate_of(const Watched& watched) {
  const Sparkd host({"plugins.promote={with: {prometheus: \"" + watched.server->url() + "\"}}"});
  const json::value said = host.json("executor", "GET", "/promote/gates");
  for (const json::value& gate : said.at("gates").as_array())
    if (gate.at("name").as_string() == "alerts") return gate.as_object();
  return {};
}

}  // namespace

TEST_CASE("a real Prometheus says what fired and how long it watched") {
  const auto tools = prometheus_tools();
  if (!tools) return;
  const Watched watched(*tools, {day_minutes + 5, 0}, alert("MLEngineDown", "critical"),
                        {600, 590});
  const promote::AlertsSeen seen = ask(watched);
  CHECK(seen.failure.empty());
  CHECK(seen.minutes >= day_minutes - 3);
  std::set<std::string> names;
  for (const auto& each : seen.alerts) {
    names.insert(each.name);
    INFO(each.name);
    CHECK((each.changes.size() == (each.name == "MLEngineDown" ? 2 : 0)));
    CHECK(each.is_psi == (each.name == "MLPSICritical" || each.name == "MLPSIWarning"));
  }
  CHECK(names.size() == 23);  // the shipped ones
}

TEST_CASE("half of a day is half of the minutes to a real Prometheus") {
  const auto tools = prometheus_tools();
  if (!tools) return;
  const Watched watched(*tools, {day_minutes / 2 - 1, 0}, "", {});
  const promote::AlertsSeen seen = ask(watched);
  CHECK(seen.failure.empty());
  CHECK(seen.minutes >= day_minutes / 2 - 3);
  CHECK(seen.minutes <= day_minutes / 2 + 3);
}

TEST_CASE("gate 3 in a running host takes a real Prometheus' word") {
  const auto tools = prometheus_tools();
  if (!tools) return;
  const struct {
    const char* what;
    Span watched;
    std::string series;
    const char* verdict;
  } cases[] = {
      {"a silent day", {day_minutes + 5, 0}, "", "GO"},
      {"a critical alert", {day_minutes + 5, 0}, alert("MLEngineDown", "critical"), "NO_GO"},
      {"the PSI", {day_minutes + 5, 0}, alert("MLPSICritical", "critical"), "GO"},
      {"half of a day", {day_minutes / 2, 0}, "", "INCONCLUSIVE"},
  };
  for (const auto& c : cases) {
    INFO(c.what);
    const Watched watched(*tools, c.watched, c.series, {300, 290});
    const json::object gate = gate_of(watched);
    INFO(json::serialize(gate));
    CHECK(text_of(gate.at("verdict")) == c.verdict);
  }
  const Sparkd host({"plugins.promote={with: {prometheus: \"http://127.0.0.1:1\"}}"});
  const json::value said = host.json("executor", "GET", "/promote/gates");
  for (const json::value& gate : said.at("gates").as_array())
    if (gate.at("name").as_string() == "alerts") CHECK(text_of(gate.at("verdict")) == "ERROR");
}
