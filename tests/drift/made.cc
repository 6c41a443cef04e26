#include "drift/made.h"

#include <cmath>
#include <fstream>

namespace spark::test {
namespace {

struct Values {
  std::vector<double> a, b, c, score;
};

Values values_of(size_t days) {
  Values all;
  all.a = slow_series(1, days * 1'440);
  for (const double a : all.a) {
    const auto row = row_of(a);
    all.b.push_back(row[1]);
    all.c.push_back(row[2]);
    all.score.push_back(score_of(a));
  }
  return all;
}

}  // namespace

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

drift::ModelReference made_reference(size_t days) {
  const Values values = values_of(days);
  drift::ModelReference made;
  made.span = {0, static_cast<int64_t>(days) * 86'400'000};
  made.names = made_features;
  for (const auto* each : {&values.a, &values.b, &values.c, &values.score})
    made.series.push_back(stats::Reference::of(*each));
  made.duplicate_of = drift::duplicates(made.series);
  made.duplicate_of.back() = {};
  return made;
}

drift::Subject made_subject(const std::string& model, const std::string& production) {
  return {"", production, model, "v-" + model, made_features};
}

void write_reference(const std::filesystem::path& folder, size_t days) {
  const drift::ModelReference made = made_reference(days);
  stats::NamedReferences features;
  for (size_t i = 0; i < made.names.size(); ++i)
    features.emplace_back(made.names[i], made.series[i]);
  std::ofstream(folder / "reference_distributions.json")
      << stats::reference_json(made.span, features, made.series.back());
}

void feed(drift::Minutes& minutes, const drift::Minutes::Layout& layout, int64_t from,
          const std::vector<double>& a, const std::string& symbol) {
  for (size_t i = 0; i < a.size(); ++i) {
    const int64_t ts_ms = (from + static_cast<int64_t>(i)) * drift::minute_ms + 59'999;
    minutes.add(layout, symbol, ts_ms, ts_ms, row_of(a[i]), score_of(a[i]));
  }
}

}  // namespace spark::test
