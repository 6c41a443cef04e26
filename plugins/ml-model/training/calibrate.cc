#include "calibrate.h"

#include <algorithm>
#include <cmath>

#include "spark/stats/logistic_line.h"

namespace training {

spark::tool::Result<Calibration> calibrate(std::span<const double> x,
                                           std::span<const uint8_t> labels) {
  const auto refused = [](std::string why) {
    return spark::tool::Error{spark::tool::Exit::failed, "calibration: " + std::move(why)};
  };
  if (x.size() != labels.size()) return refused("as many values as labels are needed");
  double hits = 0;
  for (size_t i = 0; i < x.size(); ++i) {
    if (!std::isfinite(x[i])) return refused("value " + std::to_string(i) + " is not finite");
    hits += labels[i] != 0 ? 1 : 0;
  }
  const double misses = static_cast<double>(x.size()) - hits;
  if (hits == 0 || misses == 0) return refused("hits and misses are needed");
  const auto [least, largest] = std::minmax_element(x.begin(), x.end());
  if (*least == *largest) return refused("all values are equal");

  // Newton's method is at ease with values of about 1; the line is then taken back to x.
  double mean = 0;
  double sd = 0;
  const auto count = static_cast<double>(x.size());
  for (const double value : x) mean += value / count;
  for (const double value : x) sd += (value - mean) * (value - mean) / count;
  sd = std::sqrt(sd);
  std::vector<double> scaled;
  std::vector<double> targets;
  for (size_t i = 0; i < x.size(); ++i) {
    scaled.push_back((x[i] - mean) / sd);
    targets.push_back(labels[i] != 0 ? (hits + 1) / (hits + 2) : 1 / (misses + 2));
  }
  const auto line = spark::stats::fit_logistic_line(scaled, targets);
  if (!line) return refused("the fit has no single maximum");
  Calibration calibration;
  calibration.slope = line->slope / sd;
  calibration.intercept = line->intercept - calibration.slope * mean;
  return calibration;
}

std::vector<double> probabilities(const Calibration& line, std::span<const double> x) {
  std::vector<double> out;
  out.reserve(x.size());
  for (const double value : x)
    out.push_back(1 / (1 + std::exp(-(line.intercept + line.slope * value))));
  return out;
}

}  // namespace training
