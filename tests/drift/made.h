// Made-up references, minutes and artefacts, for tests of the drift plugin.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "minutes.h"
#include "model_reference.h"
#include "spark/stats/random.h"

namespace spark::test {

// Numbers about 0 that depend on each other for a while, as minutes do.
[[nodiscard]] std::vector<double> slow_series(uint64_t seed, size_t count, double keeps = 0.6);

// Features a, b and c, and a score: c is always 1, b is a rising function of a. Of `days`.
[[nodiscard]] drift::ModelReference made_reference(size_t days = 4);
[[nodiscard]] std::vector<double> row_of(double a);  // a, b, c
[[nodiscard]] double score_of(double a);

inline const std::vector<std::string> made_features = {"a", "b", "c"};
[[nodiscard]] drift::Subject made_subject(const std::string& model = "model-1",
                                          const std::string& production = "production-1");

// The reference of these values, as training makes one of a feature.
[[nodiscard]] drift::SeriesReference series_of(const std::vector<double>& values);

// reference_distributions.json for the reference that made_reference() gives, as training writes
// it.
[[nodiscard]] std::string reference_text(size_t days);
void write_reference(const std::filesystem::path& folder, size_t days = 4);

// Feeds one snapshot of made rows for each minute from `from` on.
void feed(drift::Minutes& minutes, const drift::Minutes::Layout& layout, int64_t from,
          const std::vector<double>& a, const std::string& symbol = "BTCUSDT");

}  // namespace spark::test
