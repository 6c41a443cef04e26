#include "end_to_end/replayed_drift.h"

#include <cmath>
#include <ctime>
#include <fstream>
#include <limits>
#include <sstream>

#include "spark/market/reader.h"
#include "support/catch.h"

namespace spark::test {
namespace {

constexpr int64_t minute_ms = 60'000;

// Without budgets: a machine that is busy with other tests makes models late.
std::vector<std::string> replay_sets(const std::filesystem::path& candidate, uint32_t replicates) {
  return {"workers=1",
          "clock={event: input.snapshot.ts, pipeline: predict-vol}",
          "plugins.drift={with: {look_every: 5min, write_every: 24h, replicates: " +
              std::to_string(replicates) + "}}",
          "models.predict-vol-candidate={plugin: ml-model, artefact: " + candidate.string() + "}",
          "pipelines.predict-vol.stages.candidate={predict: predict-vol-candidate, when: "
          "admit.selected}",
          "pipelines.predict-with-shadow.stages.candidate={predict: candidate, when: "
          "admit.selected}",
          "pipelines.predict-vol.stages.drift_production={plugin: drift, with: {model: production, "
          "key: input.symbol, time: input.snapshot.ts}}"};
}

std::vector<std::string> cells_of(const std::string& line) {
  std::istringstream in(line);
  std::vector<std::string> cells;
  for (std::string cell; std::getline(in, cell, ',');) cells.push_back(cell);
  return cells;
}

// An event clock waits for calibrations, which take seconds of a machine that is busy.
tool::Client patient_client(const Sparkd& host) {
  tool::ClientOptions options;
  options.response_timeout_ms = 300'000;
  return tool::Client({"127.0.0.1", host.port("executor")}, options);
}

}  // namespace

std::filesystem::path file_of_month(const std::string& month) {
  return market_data() / "btcusdt_1m" / ("BTCUSDT-1m-" + month + ".csv.gz");
}

std::vector<market::Snapshot> minutes_of_files(const std::vector<std::filesystem::path>& files) {
  std::vector<std::string> names;
  for (const auto& file : files) names.push_back(file.string());
  market::Reader reader(market::survey(names, {}), {});
  std::vector<market::Snapshot> minutes;
  market::Snapshot snapshot;
  while (reader.next(snapshot).value()) minutes.push_back(snapshot);
  return minutes;
}

std::filesystem::path trained_on_raw_price(const std::filesystem::path& folder,
                                           const std::vector<std::string>& months) {
  std::ofstream(folder / "raw-price.yaml")
      << "model_version: raw-price\n"
         "features: v1.8\n"
         "transform: {returns: log, scaler: standard, winsorize_bp: 0}\n"
         "cv: {scheme: purged_time_series, folds: 5, embargo_min: 60, test_size: 0.2}\n"
         "target: {horizon_s: 300, label: rv5-above-median}\n"
         "model: {type: logistic, regularization: l2, C: 1, calibration_share: 0.2}\n"
         "grid: {C: [1]}\n"
         "train: {from: "
      << months.front() << "-01, until: 2024-02-01}\n";
  std::vector<std::string> command = {binary("sparkctl").string(),
                                      "train",
                                      "--quiet",
                                      "--config",
                                      (folder / "raw-price.yaml").string(),
                                      "--out",
                                      (folder / "raw-price").string()};
  for (const std::string& month : months)
    command.insert(command.end(), {"--data", file_of_month(month).string()});
  const Ended ended = run(command);
  INFO(ended.output);
  REQUIRE(ended.exit_code == 0);
  return folder / "raw-price";
}

DriftReplay::DriftReplay(const std::filesystem::path& candidate, uint32_t replicates)
    : host_(replay_sets(candidate, replicates)),
      vol_(patient_client(host_)),
      shadow_(patient_client(host_)) {}

// First to the pipeline that drives the clock: the other's minutes would be ahead of it.
void DriftReplay::send(const market::Snapshot& minute) {
  std::string body;
  market::append_json(body, minute);
  const auto vol = vol_.call("POST", "/predict-vol", body);
  const auto shadow = shadow_.call("POST", "/predict-with-shadow", body);
  const bool is_answered =
      vol && (vol->status == 200 || vol->status == 422) && shadow && shadow->status == 200;
  if (!is_answered) FAIL("minute " << minute.ts_ms / minute_ms << " was not answered");
  sent_ += 2;
}

boost::json::value DriftReplay::snapshot(const Watched& of, const std::string& window) {
  await_counts(vol_);
  await_counts(shadow_);
  return host_.json(
      "executor", "GET",
      "/drift/snapshot?lineage=" + of.lineage + "&role=" + of.role + "&window=" + window);
}

std::map<std::string, std::vector<double>> DriftReplay::week_of(const Watched& of) {
  std::istringstream csv(host_.text(
      "executor", "/drift/minutes?window=7d&lineage=" + of.lineage + "&role=" + of.role));
  std::string line;
  std::getline(csv, line);
  const auto names = cells_of(line);
  std::map<std::string, std::vector<double>> columns;
  while (std::getline(csv, line)) {
    const auto cells = cells_of(line);
    const bool is_begun = !columns.empty();
    if (!is_begun && std::stoll(cells[0]) / minute_ms % 15 != 7) continue;
    for (size_t i = 2; i < names.size(); ++i)
      columns[names[i]].push_back(i < cells.size() && !cells[i].empty()
                                      ? std::strtod(cells[i].c_str(), nullptr)
                                      : std::numeric_limits<double>::quiet_NaN());
  }
  return columns;
}

std::vector<DriftEvent> DriftReplay::events() const {
  std::vector<DriftEvent> found;
  std::istringstream lines(host_.output());
  for (std::string line; std::getline(lines, line);) {
    for (const char* kind : {"alarm", "shock"}) {
      const std::string mark = std::string("drift: ") + kind + " {";
      const size_t at = line.find(mark);
      if (at == std::string::npos) continue;
      const auto told = boost::json::parse(line.substr(at + mark.size() - 1));
      const auto text = [&](const char* member) {
        return std::string(told.at(member).as_string());
      };
      found.push_back({kind, text("model"), text("series"), minute_of_text(text("at"))});
    }
  }
  return found;
}

std::string time_text(int64_t minute) {
  const std::time_t seconds = minute * 60;
  std::tm parts{};
  gmtime_r(&seconds, &parts);
  char text[32];
  return {text, std::strftime(text, sizeof text, "%FT%TZ", &parts)};
}

int64_t minute_of_text(const std::string& text) {
  std::tm parts{};
  REQUIRE(strptime(text.c_str(), "%Y-%m-%dT%H:%M:%SZ", &parts) != nullptr);
  return timegm(&parts) / 60;
}

}  // namespace spark::test
