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

// What Prometheus is to ask where a row is a rule of its own there; see prometheus_rules.h.
struct AlertRule {
  std::string name;   // of the alert there; the row's unless given
  std::string file;   // that it stands in; "spark" unless given
  std::string of;     // an expression for the figure; "": for the state that the host found
  std::string only;   // an expression: nothing is asked of an instance that it has nothing for
  std::string value;  // how the summary writes the figure: percent, ms, number or none
};

struct Alert {
  std::string name;
  Place place;
  std::string line;  // all of it in flow style, to compare two rows
  std::string fact;  // with its window: host.predict.p95_ms.5min; "": for Prometheus alone
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
  AlertRule rule;
};

// The pipeline that a fact of the host's is of by its name, as host.<pipeline>.errors.5min is; ""
// for any other.
[[nodiscard]] std::string_view pipeline_of_fact(std::string_view fact);

// What the alert itself is about, so that nobody else is held up by it: its subject, else the
// pipeline that its fact names, else the one that its label `lineage` names.
[[nodiscard]] AlertSubject alert_subject(const Alert& alert);

[[nodiscard]] std::string_view comparison_word(Comparison comparison);

}  // namespace spark::config
