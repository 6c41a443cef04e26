#include "limits.h"

#include <cmath>

namespace canary {
namespace {

double ratio(uint64_t part, uint64_t whole) {
  return whole == 0 ? 0 : static_cast<double>(part) / static_cast<double>(whole);
}

uint64_t Sums::*samples_of(Figure figure) {
  switch (figure) {
    case Figure::latency:
      return &Sums::timed;
    case Figure::errors:
      return &Sums::selected;
    default:
      return &Sums::scored;
  }
}

void compare(Finding& finding) {
  const Sums& sums = finding.span.sums;
  const double limit = finding.limit->limit;
  switch (finding.limit->figure) {
    case Figure::latency:
      finding.value = ratio(sums.over_limit, sums.timed);
      finding.is_broken = is_p95_above(sums.over_limit, sums.timed);
      finding.is_shared = is_shared(sums.over_limit, sums.timed, sums.production_over_limit,
                                    sums.production_timed, slow_share);
      break;
    case Figure::errors:
      finding.value = ratio(sums.errors, sums.selected);
      finding.is_broken = finding.value > limit;
      finding.is_shared =
          is_shared(sums.errors, sums.selected, sums.production_errors, sums.pairs, limit);
      break;
    case Figure::match:
      finding.value = ratio(sums.matches, sums.scored);
      finding.is_broken = finding.value < limit;
      break;
  }
}

}  // namespace

bool is_shared(uint64_t hits, uint64_t samples, uint64_t production_hits,
               uint64_t production_samples, double limit) {
  if (production_samples < samples_min) return false;
  const double share = ratio(production_hits, production_samples);
  if (share > limit) return true;
  const double expected = share * static_cast<double>(samples);
  const double chance = 3 * std::sqrt(expected * (1 - share));
  return share > limit / 2 && static_cast<double>(hits) <= expected + chance;
}

Findings judge_limits(const Plan& plan, const History& history, int64_t since_ms, int64_t now_ms) {
  Findings findings;
  for (size_t i = 0; i < limits_count; ++i) {
    Finding& finding = findings[i];
    finding.limit = &plan.limits[i];
    uint64_t Sums::*const samples = samples_of(finding.limit->figure);
    finding.span = history.span(now_ms, finding.limit->window_ms, samples);
    finding.samples = finding.span.sums.*samples;
    finding.is_judged =
        finding.span.basis != Basis::too_few && now_ms - since_ms >= finding.limit->window_ms;
    if (finding.is_judged) compare(finding);
  }
  return findings;
}

}  // namespace canary
