#include "plugin.h"

#include <limits>

namespace shadow {
namespace {

constexpr double none = std::numeric_limits<double>::quiet_NaN();

}  // namespace

Shadow::Shadow(spark::Host host, const spark::Config& config)
    : sample(config.f64("sample")),
      match_threshold(config.f64("match_threshold")),
      sample_step(EvenShare::step_of(sample)),
      enabled(host, "enabled", 1, 0),
      clock(host),
      log(host),
      metrics(host),
      tallies(host.workers()),
      budget_ms_(none) {
  metrics.computed<&Shadow::match_rate_recent>(
      *this, {.name = "ml_shadow_match_rate",
              .help = "Matches among the pairs of the last ten minutes, as a ratio"});
  add_routes(spark::Http(host), config.string("listener"));
}

double Shadow::match_rate_recent() const {
  const Pairs all = tallies.recent(clock.now_ns());
  return all.pairs == 0 ? none : static_cast<double>(all.matches) / static_cast<double>(all.pairs);
}

void Shadow::tally_made(std::optional<double> budget_ms) {
  double unset = none;
  budget_ms_.compare_exchange_strong(unset, budget_ms.value_or(none));
}

void Shadow::tally_runs(std::optional<double> budget_ms) {
  budget_ms_ = budget_ms.value_or(none);
}

void Admit::run(Worker& worker, spark::Frame frame) const {
  selected_.set(frame, plugin_.enabled.get() != 0 && worker.share.next(plugin_.sample_step));
}

}  // namespace shadow

SPARK_PLUGIN(shadow::Shadow, "shadow", "1.0.0", "Spark");
