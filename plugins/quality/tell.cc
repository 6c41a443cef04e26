// What looks found, for others: series and facts. A figure that is none is absent, never a default.
#include <algorithm>
#include <cmath>

#include "plugin.h"
#include "spark/error.h"

namespace quality {
namespace {

struct Told {
  const char* fact;
  const char* series;  // of the primary lineage
  const char* help;
  std::optional<double> Figures::*value;
};
constexpr Told told_figures[] = {
    {"auc", "ml_quality_auc", "Area under the ROC curve of past predictions", &Figures::auc},
    {"brier", "ml_quality_brier", "Brier score of past predictions", &Figures::brier},
    {"log_loss", "ml_quality_log_loss", "Logarithmic loss of past predictions", &Figures::log_loss},
    {"log_loss_base_rate", "ml_quality_log_loss_base_rate",
     "Logarithmic loss of the training period's base rate on past predictions",
     &Figures::log_loss_base_rate},
    {"calibration_slope", "ml_quality_calibration_slope", "Calibration slope of past predictions",
     &Figures::slope},
    {"calibration_intercept", "ml_quality_calibration_intercept",
     "Calibration intercept of past predictions", &Figures::intercept},
    {"precision", "ml_quality_precision",
     "Hits among the past predictions above the frozen threshold", &Figures::precision},
};

}  // namespace

void Quality::tell(Track& track) {
  try {
    tell_gauges(track);
    tell_facts(track);
  } catch (const spark::Error& error) {
    log_.warn(std::string("quality is not told whole: ") + error.what());
  }
}

void Quality::tell_gauges(Track& track) {
  const bool is_primary = track.is_primary();
  std::map<std::pair<std::string, std::string>, spark::Gauge> told;
  const auto set = [&](std::string name, const char* help, size_t role, size_t window,
                       double value) {
    if (!is_primary) name.insert(name.find('_') + 1, "lineage_");
    std::vector<spark_label> labels = {{"role", role_names[role]},
                                       {"window", window_lengths[window].name}};
    if (!is_primary) labels.push_back({"lineage", track.name.c_str()});
    const spark::Gauge gauge =
        metrics.gauge({.name = name.c_str(), .help = help, .labels = labels});
    gauge.set(value);
    told.emplace(std::pair(name, std::string(role_names[role]) + "/" + window_lengths[window].name),
                 gauge);
  };
  {
    const std::lock_guard held(track.told);
    for (size_t role = 0; role < role_count; ++role) {
      for (size_t i = 0; i < window_lengths.size(); ++i) {
        const WindowFigures& window = track.windows[role][i];
        if (window.figures.rows == 0) continue;
        set("ml_quality_rows", "Past predictions whose label is known", role, i,
            static_cast<double>(window.figures.rows));
        for (const Told& each : told_figures)
          if (const auto value = window.figures.*each.value)
            set(each.series, each.help, role, i, *value);
      }
    }
  }
  for (const auto& [name, gauge] : track.gauges)
    if (!told.contains(name)) gauge.set(std::nan(""));
  track.gauges = std::move(told);
}

// Of the candidate: above 0 its forecasts cost more than production's.
void Quality::tell_compared(const Track& track, const std::vector<JudgedModel>& models,
                            ToldFacts& told) {
  const std::lock_guard held(track.told);
  const auto model = std::find_if(models.begin(), models.end(), [&](const auto& each) {
    return each.key == track.compared.candidate;
  });
  if (model == models.end() || !track.compared.week) return;
  const LossDifference& week = *track.compared.week;
  const spark::Subject subject{track.name, track.model_of(Role::candidate), model->sha256};
  for (const auto& [name, value] : {std::pair{"loss_difference_7d", week.mean},
                                    {"loss_difference_low_7d", week.low},
                                    {"loss_difference_high_7d", week.high}}) {
    facts_.publish({.name = name,
                    .subject = subject,
                    .value = value,
                    .samples = week.rows,
                    .from_utc_ms = week.from_ms,
                    .to_utc_ms = week.until_ms});
    told.emplace_back(name, subject);
  }
}

void Quality::tell_facts(Track& track) {
  ToldFacts told;
  const auto models = track.models();
  {
    const std::lock_guard held(track.told);
    for (size_t role = 0; role < role_count; ++role) {
      for (size_t i = 0; i < window_lengths.size(); ++i) {
        const WindowFigures& window = track.windows[role][i];
        const auto model = std::find_if(models.begin(), models.end(),
                                        [&](const auto& each) { return each.key == window.model; });
        if (model == models.end()) continue;
        const spark::Subject subject{track.name, track.model_of(static_cast<Role>(role)),
                                     model->sha256};
        for (const Told& each : told_figures) {
          const auto value = window.figures.*each.value;
          if (!value) continue;
          const std::string name = std::string(each.fact) + "_" + window_lengths[i].name;
          facts_.publish({.name = name,
                          .subject = subject,
                          .value = *value,
                          .samples = window.figures.rows,
                          .from_utc_ms = window.figures.from_ms,
                          .to_utc_ms = window.figures.until_ms});
          told.emplace_back(name, subject);
        }
      }
    }
  }
  tell_compared(track, models, told);
  const auto is_told = [&](const auto& one) {
    return std::any_of(told.begin(), told.end(), [&](const auto& other) {
      return one.first == other.first && one.second.model == other.second.model &&
             one.second.sha256 == other.second.sha256;
    });
  };
  for (const auto& one : track.facts)
    if (!is_told(one)) facts_.withdraw(one.first, one.second);
  track.facts = std::move(told);
}

}  // namespace quality
