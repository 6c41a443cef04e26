#include "admin/host_series.h"

#include <string>
#include <utility>

#include "base/host_version.h"
#include "base/log.h"

namespace spark::admin {

base::Result<HostSeries> HostSeries::create(metrics::Registry& registry) {
  HostSeries made;
  base::Result<void> failed;
  const auto gauge = [&](const char* name, const char* help, metrics::Labels labels = {}) {
    auto found = registry.gauge({name, help, std::move(labels), {}, 0});
    if (!found) failed = found.error();
    return found ? *found : metrics::Gauge();
  };
  const auto counter = [&](const char* name, const char* help, metrics::Labels labels = {}) {
    auto found = registry.counter({name, help, std::move(labels), {}, 0});
    if (!found) failed = found.error();
    return serving::FollowedCounter{found ? *found : metrics::Counter(), 0};
  };
  gauge("spark_build_info", "Always one; the version is in the label",
        {{"version", std::string(base::host_version)}})
      .set(1);
  made.generation_ = gauge("spark_generation", "Number of the generation that serves");
  made.libraries_ = gauge("spark_libraries_resident", "Plugin libraries that are mapped");
  made.log_dropped_ = counter("spark_log_dropped_total", "Log records lost to full rings");
  constexpr const char* safe_help = "Safe actions; a repeat found every flag safe already";
  made.safe_moves_ = counter("spark_safe_actions_total", safe_help, {{"result", "moved"}});
  made.safe_repeats_ = counter("spark_safe_actions_total", safe_help, {{"result", "repeat"}});
  made.not_acting_calls_ =
      counter("spark_not_acting_calls_total",
              "Calls of plugin objects that did not act, where only an acting one may make them");
  made.evidence_refused_ = counter("spark_evidence_refused_total",
                                   "Records that plugins and tools could not append: too many");
  if (!failed) return failed.error();
  auto http = serving::HttpMetrics::create(registry);
  if (!http) return http.error();
  made.http_ = std::move(*http);
  auto process = ProcessSeries::create(registry);
  if (!process) return process.error();
  made.process_ = *process;
  auto changes = change::ChangeMetrics::create(registry);
  if (!changes) return changes.error();
  made.changes_ = std::move(*changes);
  return made;
}

void HostSeries::collect(const Present& present) {
  http_.collect(present.server);
  process_.collect();
  generation_.set(static_cast<double>(present.generation));
  libraries_.set(present.libraries);
  log_dropped_.follow(base::log::dropped());
  safe_moves_.follow(present.safe_moves);
  safe_repeats_.follow(present.safe_repeats);
  not_acting_calls_.follow(present.not_acting_calls);
  evidence_refused_.follow(present.evidence_refused);
}

}  // namespace spark::admin
