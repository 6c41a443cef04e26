// Rows of `alerts:`: what the host tells its operators of, as conditions over facts.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "config/errors.h"

namespace spark::config {

enum class Comparison { above, at_least, below, at_most, equal, not_equal };

// What a row answers while its fact is absent. No data is never a pass, unless the row says so.
enum class Absence { unknown, firing, inactive };

struct AlertSubject {  // of the fact; all "": about nothing in particular
  std::string pipeline;
  std::string model;
  std::string sha256;
};

struct Alert {
  std::string name;
  Place place;
  std::string line;  // all of it in flow style, to compare two rows
  std::string fact;  // with its window: host.predict.p95_ms.5min
  Place fact_place;
  AlertSubject subject;
  Comparison comparison = Comparison::above;
  double threshold = 0;
  double for_ms = 0;                 // it must hold for so long
  std::optional<double> age_ms_max;  // an older fact is absent
  Absence absence = Absence::unknown;
  std::string severity;  // info, warning, critical
  std::vector<std::pair<std::string, std::string>> labels;
  std::string summary;
  std::string runbook;
};

[[nodiscard]] std::string_view comparison_word(Comparison comparison);

}  // namespace spark::config
