#include "evaluation/volume_market.h"

#include <cmath>
#include <fstream>
#include <limits>
#include <stdexcept>

#include "spark/stats/random.h"
#include "training/write_artefact.h"

namespace spark::test {
namespace {

constexpr int64_t minute_ms = 60'000;
constexpr int64_t day_ms = 86'400'000;

}  // namespace

std::vector<Minute> volume_market(size_t minutes) {
  std::vector<Minute> market;
  stats::Random random(5);
  double close = 40'000;
  bool is_up = true;
  for (size_t i = 0; i < minutes; ++i) {
    if (i > 0) close *= is_up ? 1.0001 : 0.9999;
    const double volume = std::exp(8 + 4 * random.uniform());
    const int64_t open_ms = market_start_ms + static_cast<int64_t>(i) * minute_ms;
    market.push_back({open_ms + minute_ms - 1, close, volume});
    is_up = random.uniform() < 1 / (1 + std::exp(-volume_weight * (std::log1p(volume) - 10)));
  }
  return market;
}

std::filesystem::path write_market(const std::filesystem::path& folder,
                                   const std::vector<Minute>& market) {
  const std::filesystem::path file = folder / "TESTUSDT-1m-2024-03.csv";
  std::ofstream out(file);
  out.precision(17);
  for (const Minute& minute : market) {
    const int64_t open_ms = minute.ts_ms - minute_ms + 1;
    out << open_ms << ',' << minute.close << ',' << minute.close << ',' << minute.close << ','
        << minute.close << ',' << minute.volume / minute.close << ',' << minute.ts_ms << ','
        << minute.volume << ",10,0.5,20000,0\n";
  }
  return file;
}

training::ArtefactPlan volume_model(const std::string& version, double weight) {
  constexpr double no_bound = std::numeric_limits<double>::infinity();
  training::ArtefactPlan plan;
  plan.version = version;
  plan.target = {"up-move", "1min", "mid"};
  plan.features = {"bias", "log_volume"};
  plan.model.scaler = {{-no_bound, -no_bound}, {no_bound, no_bound}, {0, 0}, {1, 1}};
  plan.model.weights = {-10 * weight, weight};
  plan.probe_rows = {{1, 8}, {1, 10}, {1, 12}};
  plan.manifest = {
      {"version", version},
      {"data_window",
       {{"from_ms", market_start_ms - 60 * day_ms}, {"until_ms", market_start_ms - day_ms}}},
      {"cv",
       {{"embargo_min", 60}, {"summary", {{"auc_std", 0.01}, {"month_interval", {0.7, 0.9}}}}}},
      {"frozen",
       {{"threshold", 0.8},
        {"base_rate", 0.5},
        {"persistence", {{"input", ""}, {"slope", 0.25}, {"intercept", 0}}}}},
      {"inputs_estimated", boost::json::array()}};
  return plan;
}

void write_model(const std::filesystem::path& folder, const training::ArtefactPlan& plan) {
  training::WriteOptions options;
  options.plugin_file = SPARK_BUILD_DIR "/lib/spark/plugins/ml-model.so";
  const auto written = training::write_artefact(folder, plan, options);
  if (!written) throw std::runtime_error(written.error().text);
}

}  // namespace spark::test
