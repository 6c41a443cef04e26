#include "day_basis.h"

namespace shadow {
namespace {

template <size_t size>
Spread sparse(const std::array<uint64_t, size>& counts) {
  Spread spread;
  for (size_t i = 0; i < size; ++i)
    if (counts[i] > 0) spread.emplace_hint(spread.end(), static_cast<uint32_t>(i), counts[i]);
  return spread;
}

}  // namespace

spark::stats::PairBasis basis_of(const PairOf& of, const PairDay& day, int64_t to_ms,
                                 double match_threshold) {
  spark::stats::PairBasis basis;
  basis.lineage = of.lineage;
  basis.production = of.production;
  basis.candidate = of.candidate;
  basis.same_target = of.same_target;
  basis.match_threshold = match_threshold;
  basis.from_ms = day.from_ms;
  basis.to_ms = to_ms;
  basis.look_ms = look_ms;
  basis.sums = day.sums;
  basis.hours = day.hours;
  basis.production_times = sparse(day.spreads.production_times);
  basis.candidate_times = sparse(day.spreads.candidate_times);
  basis.deltas = sparse(day.spreads.deltas);
  return basis;
}

}  // namespace shadow
