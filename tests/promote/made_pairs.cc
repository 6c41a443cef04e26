#include "promote/made_pairs.h"

#include "pair_window.h"

namespace spark::test {
namespace {

using promote::hour_ms;
using promote::minute_ms;
using stats::PairBasis;

constexpr int64_t to_ms = made_now_ms - minute_ms;  // as facts of made_inputs() have it
constexpr int64_t from_ms = (to_ms / hour_ms - 23) * hour_ms;

}  // namespace

std::vector<promote::PairRow> made_rows() {
  std::vector<promote::PairRow> rows;
  const promote::Inputs inputs = made_inputs();
  for (int64_t at_ms = from_ms + minute_ms / 2; at_ms < to_ms; at_ms += minute_ms) {
    const auto number = static_cast<int64_t>(rows.size());
    promote::PairRow row;
    row.received_ms = at_ms;
    row.sequence = number + 1;
    row.code = 200;
    row.production_model = inputs.production.version + "@" + inputs.production.sha256;
    row.candidate_model = inputs.candidate.version + "@" + inputs.candidate.sha256;
    row.production = {SPARK_STATUS_OK, 0.5, 1.0 + static_cast<double>(number % 7)};
    row.candidate = {SPARK_STATUS_OK, 0.5 + 0.0001 * static_cast<double>(number % 90), 2.0};
    if (number % 200 == 150) row.candidate = {SPARK_STATUS_LATE, {}, 60.0};
    rows.push_back(row);
  }
  return rows;
}

PairBasis made_basis(const std::vector<promote::PairRow>& rows) {
  const promote::Inputs inputs = made_inputs();
  PairBasis basis;
  basis.lineage = inputs.lineage;
  basis.production = {inputs.production.model, inputs.production.version, inputs.production.sha256};
  basis.candidate = {inputs.candidate.model, inputs.candidate.version, inputs.candidate.sha256};
  basis.same_target = true;
  basis.match_threshold = 0.05;
  basis.from_ms = from_ms;
  basis.to_ms = to_ms;
  basis.look_ms = 5'000;
  const stats::PairTimes times = stats::no_pair_times();
  for (const promote::PairRow& row : rows) {
    const auto delta = stats::pair_delta(row.production, row.candidate, true);
    const auto seen = stats::paired_request(row.code, row.production, row.candidate, delta,
                                            stats::is_pair_match(delta, basis.match_threshold));
    if (seen.sums.requests == 0) continue;
    basis.sums += seen.sums;
    basis.hours[row.received_ms / hour_ms] += seen.sums.pairs;
    ++basis.production_times[static_cast<uint32_t>(times.cell_of(*seen.production_ms))];
    ++basis.candidate_times[static_cast<uint32_t>(times.cell_of(*seen.candidate_ms))];
    if (seen.delta) ++basis.deltas[static_cast<uint32_t>(stats::pair_delta_cell(*seen.delta))];
  }
  return basis;
}

promote::Inputs made_inputs_with_basis() {
  promote::Inputs inputs = made_inputs();
  inputs.pairs.basis = made_basis(made_rows());
  inputs.pairs.rows_lost = 0;
  for (const promote::RecomputedFigure& each : promote::recomputed_figures(inputs)) {
    Fact& fact = fact_in(inputs, each.name);
    fact.value = each.recomputed.value_or(0);
    fact.from_utc_ms = from_ms;
  }
  Fact window = fact_in(inputs, "shadow.pairs_24h");
  window.name = promote::pairs_basis_fact;
  inputs.facts.push_back(window);
  return inputs;
}

}  // namespace spark::test
