#include "drift/made.h"

#include <cmath>
#include <fstream>

#include "artefact_text.h"
#include "reference.h"

namespace spark::test {
std::vector<double> slow_series(uint64_t seed, size_t count, double keeps) {
  stats::Random random(seed);
  std::vector<double> all;
  double value = 0;
  for (size_t i = 0; i < count; ++i) {
    double noise = 0;
    for (int k = 0; k < 12; ++k) noise += random.uniform() - 0.5;  // about normal
    value = keeps * value + std::sqrt(1 - keeps * keeps) * noise;
    all.push_back(value);
  }
  return all;
}

std::vector<double> row_of(double a) {
  return {a, std::exp(a), 1};
}
double score_of(double a) {
  return 1 / (1 + std::exp(-a));
}

drift::SeriesReference series_of(const std::vector<double>& values) {
  drift::SeriesReference made;
  made.bins = stats::Bins::of(values);
  made.counts = stats::BinCounts::in(made.bins, values);
  made.limits = stats::ShockLimits::of(values);
  for (size_t i = 0; i < values.size(); ++i) {
    made.slots.push_back(static_cast<uint8_t>(made.bins.of_value(values[i])));
    if (made.limits && made.limits->is_beyond(values[i]))
      made.extremes.push_back(static_cast<uint32_t>(i));
  }
  return made;
}

std::string reference_text(size_t days) {
  training::Dataset rows;
  rows.names = made_features;
  std::vector<double> scores;
  for (const double a : slow_series(1, days * 1'440)) {
    rows.ts_ms.push_back(static_cast<int64_t>(scores.size() + 1) * drift::minute_ms);
    rows.mids.push_back(1);
    for (const double value : row_of(a)) rows.values.push_back(value);
    scores.push_back(score_of(a));
  }
  return training::artefact_text(
      training::reference_distributions(rows, scores, {"BTCUSDT"}).value());
}

drift::ModelReference made_reference(size_t days) {
  return drift::read_reference(reference_text(days), made_features);
}

drift::Subject made_subject(const std::string& model, const std::string& production) {
  return {"", production, model, "v-" + model, made_features};
}

void write_reference(const std::filesystem::path& folder, size_t days) {
  std::ofstream(folder / "reference_distributions.json") << reference_text(days);
}

void feed(drift::Minutes& minutes, const drift::Minutes::Layout& layout, int64_t from,
          const std::vector<double>& a, const std::string& symbol) {
  for (size_t i = 0; i < a.size(); ++i) {
    const int64_t ts_ms = (from + static_cast<int64_t>(i)) * drift::minute_ms + 59'999;
    minutes.add(layout, symbol, ts_ms, ts_ms, row_of(a[i]), score_of(a[i]));
  }
}

}  // namespace spark::test
