#include "evaluation/naive_volatility.h"

#include <algorithm>
#include <cmath>

#include "spark/stats/random.h"

namespace spark::test {
namespace {

constexpr size_t day = 1'440;

double log_return(const std::vector<Minute>& market, size_t m) {
  return std::log(market[m].close / market[m - 1].close);
}

double realised(const std::vector<Minute>& market, size_t m, size_t minutes) {
  double squares = 0;
  for (size_t k = 0; k < minutes; ++k) squares += std::pow(log_return(market, m - k), 2);
  return std::sqrt(squares);
}

double median_of_day(const std::vector<Minute>& market, size_t m) {
  std::vector<double> values;
  for (size_t k = 0; k < day; ++k) values.push_back(realised(market, m - k, 5));
  std::sort(values.begin(), values.end());
  return (values[day / 2 - 1] + values[day / 2]) / 2;
}

// Wilder's averages from the first minute on.
double rsi(const std::vector<Minute>& market, size_t m) {
  double gain = 0, loss = 0;
  for (size_t i = 1; i <= m; ++i) {
    const double change = market[i].close - market[i - 1].close;
    const double keep = i <= 14 ? 1 : 13.0 / 14;  // a plain mean of the first 14
    gain = keep * gain + std::max(change, 0.0) / 14;
    loss = keep * loss + std::max(-change, 0.0) / 14;
  }
  return loss == 0 ? (gain == 0 ? 50 : 100) : 100 - 100 / (1 + gain / loss);
}

}  // namespace

std::vector<Minute> wave_market(size_t minutes) {
  std::vector<Minute> market;
  stats::Random random(9);
  double close = 40'000;
  for (size_t i = 0; i < minutes; ++i) {
    const double wave = 1 + 0.8 * std::sin(static_cast<double>(i) / 60);
    close *= std::exp(4e-4 * wave * (random.uniform() + random.uniform() - 1));
    const double volume = 1e6 * wave * (1 + random.uniform());
    market.push_back({market_start_ms + static_cast<int64_t>(i + 1) * 60'000 - 1, close, volume});
  }
  return market;
}

std::vector<double> naive_features(const std::vector<Minute>& market, size_t m) {
  double squares = 0, volumes = 0;
  for (size_t k = 0; k < day; ++k) {
    squares += std::pow(log_return(market, m - k), 2);
    volumes += std::log(1 + market[m - k].volume);
  }
  const double sigma = std::sqrt(squares / day);
  const double median = median_of_day(market, m);
  const auto relative = [&](size_t minutes) {
    const double rv = realised(market, m, minutes) / std::sqrt(static_cast<double>(minutes) / 5);
    return std::log((rv + 1e-6) / (median + 1e-6));
  };
  return {1,
          log_return(market, m) / sigma,
          std::log(market[m].close / market[m - 5].close) / (sigma * std::sqrt(5.0)),
          std::log(1 + market[m].volume) - volumes / day,
          0,
          (rsi(market, m) - 50) / 30,
          relative(5),
          relative(15),
          relative(60)};
}

bool naive_label(const std::vector<Minute>& market, size_t m) {
  return realised(market, m + 5, 5) > median_of_day(market, m);
}

training::ArtefactPlan volatility_model() {
  training::ArtefactPlan plan = volume_model("v-naive");
  plan.target = {"rv5-above-median", "5min", "24h"};
  plan.features = {"bias",    "ret_1m_vol", "ret_5m_vol", "log_volume_dev", "spread_rel",
                   "rsi14_z", "rv_5m_rel",  "rv_15m_rel", "rv_60m_rel"};
  plan.model.weights = {-0.1, 0.05, -0.02, 0.1, 0, 0.03, 0.2, 0.3, 0.8};
  plan.model.scaler = {std::vector<double>(9, -2.5),
                       std::vector<double>(9, 2.5),
                       {0, 0.1, 0, -0.1, 0, 0, -0.2, -0.1, 0},
                       {1, 1.5, 1, 0.7, 1, 0.4, 0.6, 0.5, 0.4}};
  plan.model.calibration = {0.9, 0.05};
  plan.probe_rows = {std::vector<double>(9, 0.5), std::vector<double>(9, -3)};
  plan.manifest["frozen"].as_object()["persistence"] = {
      {"input", "rv_60m_rel"}, {"slope", 2}, {"intercept", 0.1}};
  return plan;
}

double naive_score(const training::ArtefactPlan& plan, const std::vector<double>& row) {
  const training::Scaler& scaler = plan.model.scaler;
  double z = 0;
  for (size_t i = 0; i < row.size(); ++i) {
    const double clipped = std::min(std::max(row[i], scaler.low[i]), scaler.high[i]);
    z += plan.model.weights[i] * (clipped - scaler.mean[i]) / scaler.scale[i];
  }
  return 1 / (1 + std::exp(-(plan.model.calibration.intercept + plan.model.calibration.slope * z)));
}

}  // namespace spark::test
