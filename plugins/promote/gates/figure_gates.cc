// Gates 1, 2 and 5, which look at facts.
#include <algorithm>

#include "checks.h"
#include "gates.h"
#include "pair_window.h"

namespace promote {
namespace {

constexpr int64_t psi_age_ms_max = hour_ms;
constexpr int64_t pairs_age_ms_max = 15 * minute_ms;
constexpr uint64_t pairs_min = 1'000;
constexpr double hours_min = 20;
constexpr double coverage_min = 0.95;

// A ratio outside of [0, 1], or a negative size, is a publisher's mistake and no finding.
Figure ratio_of(const Inputs& inputs, const char* name, int64_t age_ms_max) {
  Figure figure = fact_of(inputs, name, age_ms_max);
  if (figure.value && (*figure.value < 0 || *figure.value > 1)) {
    figure.trouble = Verdict::error;
    figure.reason = std::string(name) + " is no ratio";
  }
  return figure;
}
Figure size_of(const Inputs& inputs, const char* name, int64_t age_ms_max) {
  Figure figure = fact_of(inputs, name, age_ms_max);
  if (figure.value && *figure.value < 0) {
    figure.trouble = Verdict::error;
    figure.reason = std::string(name) + " is negative";
  }
  return figure;
}

// A figure that its own counts do not give is no finding either.
Figure on_its_basis(const Inputs& inputs, const char* name, Figure figure) {
  if (figure.trouble != Verdict::go || !figure.value) return figure;
  const BasisFinding found = against_basis(inputs, name);
  if (found.verdict == Verdict::go) return figure;
  figure.trouble = found.verdict;
  figure.reason = found.reason;
  return figure;
}

Figure pairs_ratio(const Inputs& inputs, const char* name) {
  return on_its_basis(inputs, name, ratio_of(inputs, name, pairs_age_ms_max));
}
Figure pairs_size(const Inputs& inputs, const char* name) {
  return on_its_basis(inputs, name, size_of(inputs, name, pairs_age_ms_max));
}

// So many pairs, in so many of the last 24 hours.
void check_pairs(Checks& checks, const Inputs& inputs) {
  checks.enough("pairs", pairs_size(inputs, "shadow.pairs_24h"), static_cast<double>(pairs_min));
  checks.enough("hours", pairs_size(inputs, "shadow.hours_24h"), hours_min);
}

// What compares two models says something only where both predict the same.
void check_targets(Checks& checks, const Inputs& inputs) {
  constexpr const char* name = "shadow.same_target";
  checks.at_least("same_target",
                  on_its_basis(inputs, name, fact_of(inputs, name, pairs_age_ms_max)), 1);
  checks.wait_rather("targets differ", true);
}

}  // namespace

Gate judge_psi(const Inputs& inputs) {
  Checks checks;
  checks.enough("coverage", ratio_of(inputs, "drift.coverage", psi_age_ms_max), coverage_min);
  checks.below("overall", size_of(inputs, "drift.psi.overall", psi_age_ms_max), 0.20);
  checks.below("largest_feature", size_of(inputs, "drift.psi.feature_max", psi_age_ms_max), 0.30);
  // A value that was too high yesterday and is not today: wait.
  checks.below("overall_max_48h", size_of(inputs, "drift.psi.overall_max_48h", psi_age_ms_max),
               0.20);
  checks.wait_rather("it was not < 0.2 all through the last 48 h");
  return gate_of(GateName::psi, checks.take());
}

Gate judge_performance(const Inputs& inputs) {
  Checks checks;
  check_pairs(checks, inputs);
  checks.below("p95_ms", pairs_size(inputs, "shadow.p95_ms_24h"), 80);
  checks.below("error_rate", pairs_ratio(inputs, "shadow.error_rate_24h"), 0.01);
  check_targets(checks, inputs);
  checks.at_least("match_rate", pairs_ratio(inputs, "shadow.match_rate_24h"), 0.95);
  return gate_of(GateName::performance, checks.take());
}

Gate judge_delta(const Inputs& inputs) {
  Checks checks;
  check_pairs(checks, inputs);
  check_targets(checks, inputs);
  checks.below("mean", pairs_ratio(inputs, "shadow.delta_mean_24h"), 0.05);
  checks.below("p99", pairs_ratio(inputs, "shadow.delta_p99_24h"), 0.10);
  checks.below("std", pairs_ratio(inputs, "shadow.delta_std_24h"), 0.03);
  return gate_of(GateName::delta, checks.take());
}

std::vector<Gate> judge_all(const Inputs& inputs) {
  return {judge_psi(inputs),     judge_performance(inputs), judge_alerts(inputs),
          judge_offline(inputs), judge_delta(inputs),       judge_evidence(inputs)};
}

std::span<const char* const> fact_names() {
  static constexpr const char* names[] = {"drift.coverage",
                                          "drift.psi.overall",
                                          "drift.psi.feature_max",
                                          "drift.psi.overall_max_48h",
                                          "shadow.pairs_24h",
                                          "shadow.hours_24h",
                                          "shadow.p95_ms_24h",
                                          "shadow.error_rate_24h",
                                          "shadow.same_target",
                                          "shadow.match_rate_24h",
                                          "shadow.delta_mean_24h",
                                          "shadow.delta_p99_24h",
                                          "shadow.delta_std_24h",
                                          pairs_basis_fact,
                                          "quality.loss_difference_low_7d"};
  return names;
}

}  // namespace promote
