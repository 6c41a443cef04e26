#include "plan.h"

#include <algorithm>
#include <cmath>

namespace canary {
namespace {

constexpr int64_t longest_ms = 366 * 24 * hour_ms;
constexpr uint64_t samples_max = 1'000'000'000;

std::string mistake_in_phase(const Phase& phase, uint32_t before_ppm) {
  if (phase.split_ppm <= before_ppm || phase.split_ppm > whole_ppm)
    return "its split must be above that of the phase before, and at most 100%";
  if (phase.duration_ms < 0 || phase.duration_ms > longest_ms)
    return "its duration must be from 0 to 366 days";
  if (phase.samples == 0 || phase.samples > samples_max)
    return "its samples must be from 1 to 1000000000: no data is never a pass";
  return {};
}

bool is_ratio(double value) {
  return value > 0 && value < 1;
}

std::string mistake_in_limit(const Limit& limit) {
  const std::string name = limit.name;
  if (limit.window_ms < minute_ms || limit.window_ms > window_ms_max)
    return name + ": its window must be from 1min to 1h";
  if (limit.figure == Figure::latency)
    return limit.limit > 0 && limit.limit < 1e6 ? "" : name + ": expected milliseconds above 0";
  return is_ratio(limit.limit) ? "" : name + ": expected a ratio between 0 and 1";
}

}  // namespace

std::string mistake_in(const Plan& plan) {
  if (plan.phases.empty() || plan.phases.size() > phases_max)
    return "a plan has 1 to " + std::to_string(phases_max) + " phases";
  uint32_t before_ppm = 0;
  for (size_t i = 0; i < plan.phases.size(); ++i) {
    const std::string mistake = mistake_in_phase(plan.phases[i], before_ppm);
    if (!mistake.empty()) return "phase " + std::to_string(i + 1) + ": " + mistake;
    before_ppm = plan.phases[i].split_ppm;
  }
  if (!(plan.slo.p95_ms > 0 && plan.slo.p95_ms < 1e6)) return "slo: p95 must be above 0";
  if (!is_ratio(plan.slo.errors)) return "slo: errors must be a ratio between 0 and 1";
  if (!is_ratio(plan.slo.match)) return "slo: match must be a ratio between 0 and 1";
  for (const Limit& limit : plan.limits) {
    const std::string mistake = mistake_in_limit(limit);
    if (!mistake.empty()) return "abort: " + mistake;
  }
  if (plan.hold_ms_max < minute_ms || plan.hold_ms_max > longest_ms)
    return "hold_max must be from 1min to 366d";
  return {};
}

int64_t expected_ms(const Phase& phase, double pairs_per_ms) {
  if (!(pairs_per_ms > 0)) return 0;
  const double needed =
      std::ceil(static_cast<double>(phase.samples) / (pairs_per_ms * phase.split()));
  return std::max(phase.duration_ms, static_cast<int64_t>(std::min(needed, 1e15)));
}

int64_t deadline_ms(int64_t expected_ms) {
  return std::max(6 * hour_ms, 3 * expected_ms);
}

}  // namespace canary
