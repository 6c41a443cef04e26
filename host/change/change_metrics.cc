#include "change/change_metrics.h"

#include <string>

namespace spark::change {
namespace {

constexpr std::array<Verb, 6> verbs = {Verb::swap,   Verb::rollback, Verb::upgrade,
                                       Verb::reload, Verb::load,     Verb::unload};
const std::vector<double> bounds_seconds = {0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1,
                                            0.25,  0.5,    1,     2.5,  5,     10,   30};

}  // namespace

base::Result<ChangeMetrics> ChangeMetrics::create(metrics::Registry& registry) {
  ChangeMetrics made;
  for (size_t i = 0; i < verbs.size(); ++i) {
    const std::string verb(verb_name(verbs[i]));
    const auto counter = [&](const char* result) {
      return registry.counter({"spark_changes_total",
                               "Changes that operators asked for, by kind and outcome",
                               {{"kind", verb}, {"result", result}},
                               {},
                               0});
    };
    const auto applied = counter("applied");
    const auto refused = counter("refused");
    const auto duration =
        registry.histogram({"spark_change_duration_seconds",
                            "From a change's turn on the builder to its retirement of the old",
                            {{"kind", verb}},
                            bounds_seconds,
                            0});
    if (!applied) return applied.error();
    if (!refused) return refused.error();
    if (!duration) return duration.error();
    made.all_[i] = {verbs[i], *applied, *refused, *duration};
  }
  return made;
}

void ChangeMetrics::record(Verb verb, uint32_t status, double seconds) const {
  for (const Series& series : all_) {
    if (series.verb != verb) continue;
    (status == 200 ? series.applied : series.refused).add();
    if (status == 200) series.duration_seconds.observe(seconds);
  }
}

}  // namespace spark::change
