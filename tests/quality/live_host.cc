#include "quality/live_host.h"

#include <cmath>
#include <fstream>
#include <memory>
#include <sstream>
#include <vector>

#include "plugins/plugin_file.h"
#include "quality/same_figures.h"
#include "spark/market/reader.h"
#include "spark/tool/json.h"
#include "support/catch.h"
#include "zlib.h"

namespace spark::test {
namespace {

constexpr double none = std::numeric_limits<double>::quiet_NaN();

}  // namespace

// Without drift, whose first look at a reference takes seconds that an event clock waits for.
EventTime::EventTime(const std::string& pipeline) {
  configuration.replace("state_dir: ../var\n",
                        "state_dir: ../var\nworkers: 1\nclock: {event: input.snapshot.ts, "
                        "pipeline: " +
                            pipeline + "}\n");
  configuration.replace("  drift:    {}\n", "");
  configuration.remove_alerts();
  for (int i = 0; i < 2; ++i) {
    // A machine that is busy with other tests makes models late.
    configuration.replace(
        "        budget: 60ms\n"
        "        breaker: {errors: 2%, over: 100, late: 3, half_open: 30s}\n",
        "");
    configuration.replace(
        "      drift:      {plugin: drift, with: {model: candidate, key: input.symbol, "
        "time: input.snapshot.ts}}\n",
        "");
  }
}

bool is_without_market() {
  if (!market_data().empty()) return false;
  WARN("skipped: no market data; set SPARK_DATA_DIR to the folder that holds btcusdt_1m/");
  return true;
}

std::filesystem::path minutes_of_month(const std::filesystem::path& folder, const char* month,
                                       size_t minutes) {
  const std::string name = "BTCUSDT-1m-" + std::string(month) + ".csv";
  std::ofstream out(folder / name);
  const std::string packed = (market_data() / "btcusdt_1m" / (name + ".gz")).string();
  const std::unique_ptr<gzFile_s, int (*)(gzFile)> in(gzopen(packed.c_str(), "rb"), gzclose);
  char line[1024];  // the first one says what the columns are
  for (size_t i = 0; i < minutes + 1 && gzgets(in.get(), line, sizeof line) != nullptr; ++i)
    out << line;
  return folder / name;
}

std::vector<std::string> bodies_of(const std::filesystem::path& file) {
  std::vector<std::string> bodies;
  market::Reader reader(market::survey({file.string()}, {}), {});
  market::Snapshot snapshot;
  while (reader.next(snapshot).value()) market::append_json(bodies.emplace_back(), snapshot);
  return bodies;
}

size_t send(const Sparkd& host, const std::string& pipeline, const std::vector<std::string>& bodies,
            size_t from) {
  auto client = host.client("executor");
  for (size_t i = from; i < bodies.size(); ++i) {
    tool::Result<tool::Response> answer = client.call("POST", "/" + pipeline, bodies[i]);
    while (answer && answer->status == 503) answer = client.call("POST", "/" + pipeline, bodies[i]);
    if (!answer) return i - from;
    REQUIRE((answer->status == 200 || answer->status == 422));
  }
  await_counts(client);
  return bodies.size() - from;
}

boost::json::value live_quality(const Sparkd& host, const std::string& lineage,
                                std::optional<int64_t> from_ms, std::optional<int64_t> until_ms) {
  std::string path = "/quality?lineage=" + lineage;
  if (from_ms) path += "&from_ms=" + std::to_string(*from_ms);
  if (until_ms) path += "&until_ms=" + std::to_string(*until_ms);
  auto client = host.client("executor");
  await_counts(client);
  return host.json("executor", "GET", path);
}

uint64_t check_against_evaluation(const boost::json::value& live, const std::string& role,
                                  const std::filesystem::path& artefact,
                                  const std::filesystem::path& data, int64_t from_ms,
                                  int64_t until_ms) {
  eval::Request request;
  request.model = artefact;
  request.data = {data.string()};
  request.features_plugin = testing::plugin_file("features");
  request.model_plugin = testing::plugin_file("ml-model");
  request.span = {from_ms, until_ms};
  const auto evaluation = eval::evaluate(request);
  INFO((evaluation ? std::string() : evaluation.error().text));
  REQUIRE(evaluation.has_value());
  REQUIRE(evaluation->measures.has_value());
  const training::Measures& offline = *evaluation->measures;
  const auto figure = [&](const char* name) {
    return tool::number(live, role + ".live.windows.span." + name).value_or(none);
  };
  INFO(tool::pretty(live));
  CHECK(tool::raw(live, role + ".live.sha256") == evaluation->sha256);
  check_same_figures(figure, offline);
  return offline.rows;
}

}  // namespace spark::test
