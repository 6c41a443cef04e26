#include "plugin.h"

namespace shadow {

Shadow::Shadow(spark::Host host, const spark::Config& config)
    : workers(host.workers()),
      sample(config.f64("sample")),
      match_threshold(config.f64("match_threshold")),
      sample_step(EvenShare::step_of(sample)),
      enabled(host, "enabled", 1, 0),
      clock(host),
      log(host),
      metrics(host),
      lineages(host),
      models(host),
      pairs(workers, spark::Durable(host), log),
      facts_(host),
      timers_(host) {
  metrics.computed<&Shadow::match_rate_recent>(
      *this, {.name = "ml_shadow_match_rate", .help = match_rate_help});
  metrics.computed<&Shadow::is_enabled>(
      *this, {.name = "ml_shadow_enabled",
              .help = "One while candidates are asked, zero while they are switched off"});
  add_routes(spark::Http(host), config.string("listener"));
}

double Shadow::match_rate_recent() const {
  return counted.of(lineages.primary()).match_rate_recent();
}

void Admit::run(Worker& worker, spark::Frame frame) const {
  selected_.set(frame, plugin_.enabled.get() != 0 && worker.share.next(plugin_.sample_step));
}

}  // namespace shadow

SPARK_PLUGIN(shadow::Shadow, "shadow", "1.0.0", "Spark");
