#include "verdict.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <string_view>
#include <utility>

namespace drift {
namespace {

namespace stats = spark::stats;

constexpr std::array<std::pair<std::string_view, const char*>, 4> snapshot_names = {
    {{"mid_price", "mid"}, {"spread_bp", "spreadBp"}, {"volume_1m", "vol1m"}, {"rsi_14", "rsi14"}}};

std::string text_of(stats::PsiReason reason) {
  switch (reason) {
    case stats::PsiReason::constant:
      return "constant";
    case stats::PsiReason::no_reference:
      return "no_reference";
    case stats::PsiReason::no_samples:
      return "no_samples";
    case stats::PsiReason::none:
      break;
  }
  return "";
}

std::string too_few(const WindowFigures& figures, size_t window) {
  if (figures.samples == 0) return "no_samples";
  const int64_t length = window_lengths[window].minutes;
  const auto known = static_cast<int64_t>(figures.coverage * static_cast<double>(length));
  return "samples: " + std::to_string(known) + " of " + std::to_string(length) +
         " minutes, needed are 95 %";
}

double share_known(const WindowFigures& figures, size_t series) {
  if (figures.samples == 0) return 0;
  return static_cast<double>(figures.series[series].psi.samples) /
         static_cast<double>(figures.samples);
}

}  // namespace

const char* name_of(stats::PsiStatus status) {
  constexpr const char* names[] = {"stable", "warning", "critical", "inconclusive"};
  return names[static_cast<size_t>(status)];
}

bool has_enough(const WindowFigures& figures, size_t window) {
  if (figures.span.is_by_samples) return figures.samples >= samples_min;
  if (window_lengths[window].minutes < day_minutes && figures.samples < samples_min) return false;
  return figures.is_complete();
}

Verdict verdict_of(const ModelReference& reference, const WindowFigures& figures, size_t series,
                   size_t window) {
  const SeriesFigures& of = figures.series[series];
  if (of.off_constant > 0) return {stats::PsiStatus::critical, ""};
  if (!of.psi.value) return {stats::PsiStatus::inconclusive, text_of(of.psi.reason)};
  if (reference.series[series].is_estimated) return {stats::PsiStatus::inconclusive, "estimated"};
  if (!has_enough(figures, window))
    return {stats::PsiStatus::inconclusive, too_few(figures, window)};
  if (const double known = share_known(figures, series); known < coverage_min)
    return {stats::PsiStatus::inconclusive,
            "samples: known in " + std::to_string(std::lround(known * 100)) + " % of the window"};
  return {stats::status_of(of.psi), ""};
}

Verdict verdict_of(const WindowFigures& figures, size_t window) {
  if (!figures.overall) {
    return {stats::PsiStatus::inconclusive, figures.samples == 0 ? "no_samples" : "constant"};
  }
  if (!has_enough(figures, window))
    return {stats::PsiStatus::inconclusive, too_few(figures, window)};
  stats::Psi overall;
  overall.value = figures.overall;
  return {stats::status_of(overall), ""};
}

bool passes(const ModelReference& reference, const WindowFigures& figures, size_t window) {
  if (!has_enough(figures, window) || !figures.overall || *figures.overall >= overall_max)
    return false;
  for (size_t i = 0; i < reference.score(); ++i) {
    const SeriesFigures& of = figures.series[i];
    if (reference.series[i].is_estimated) continue;
    if (of.off_constant > 0 || (of.psi.value && *of.psi.value >= feature_max)) return false;
  }
  return true;
}

std::string public_name(const ModelReference& reference, size_t series) {
  if (series == reference.score()) return "score";
  const auto has = [&](std::string_view name) {
    return std::find(reference.names.begin(), reference.names.end(), name) != reference.names.end();
  };
  const std::string& own = reference.names[series];
  const bool is_first_set = std::all_of(snapshot_names.begin(), snapshot_names.end(),
                                        [&](const auto& pair) { return has(pair.first); });
  if (is_first_set)
    for (const auto& [name, shown] : snapshot_names)
      if (own == name) return shown;
  return own;
}

}  // namespace drift
