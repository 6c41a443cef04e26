// Whether recorded data are good enough to train on. A refusal says what was found and where.
#pragma once

#include <boost/json/object.hpp>
#include <optional>
#include <string>
#include <vector>

#include "dataset.h"
#include "spark/market/findings.h"

namespace training {

struct QualityLimits {
  double longest_gap_min = 5;
  double completeness_min = 0.995;  // of the minutes between the first and the last row
  double missing_max = 0.005;       // of a feature's values, once it was ready for the first time
  double usable_min = 0.9;          // of a span's minutes, once all features were ready
};

struct QualityCheck {
  std::string name;
  std::string expected;
  std::string found;
  bool pass = false;
  std::string where{};  // "file:12", a feature or a minute; empty: nowhere in particular
};

// Of the files alone, before any feature is computed. [tools]
[[nodiscard]] std::vector<QualityCheck> check_files(const spark::market::Findings& findings,
                                                    const QualityLimits& limits = {});

// Of the features: one check each. [tools]
[[nodiscard]] std::vector<QualityCheck> check_features(const Dataset& data,
                                                       const QualityLimits& limits = {});

// Whether the minutes of the rows fill the span [from, until), of which the name speaks. [tools]
[[nodiscard]] QualityCheck check_span(const Dataset& data, const std::string& name, int64_t from_ms,
                                      int64_t until_ms, const QualityLimits& limits = {});

// Whether enough of the minutes from the first row on became rows to train on: a feature that looks
// back over many minutes loses all of them to each one that is missing. None where they did, so
// that reports of good data say nothing of it. [tools]
[[nodiscard]] std::optional<QualityCheck> check_usable(uint64_t rows, int64_t first_ms,
                                                       int64_t until_ms,
                                                       const QualityLimits& limits = {});

[[nodiscard]] bool all_pass(const std::vector<QualityCheck>& checks);

// "gap: expected at most 5 min, found 12 min at file:12", a line for each that fails.
[[nodiscard]] std::string refusal_text(const std::vector<QualityCheck>& checks);

// The same without the folders of places: an artefact must not know a machine. "dir/a.csv:12"
// becomes "a.csv:12". [tools]
[[nodiscard]] spark::market::Findings without_folders(spark::market::Findings findings);
[[nodiscard]] std::vector<QualityCheck> without_folders(std::vector<QualityCheck> checks);

// data_quality_report.json.
[[nodiscard]] boost::json::object as_json(const std::vector<QualityCheck>& checks,
                                          const spark::market::Findings& findings);

}  // namespace training
