#include "alert_facts.h"

#include "spark/error.h"

namespace canary {
namespace {

// PSI is computed once a minute: an older one is of a plugin that does not look any more.
constexpr int64_t age_ms_max = 2 * 3'600'000;

struct Relayed {
  const char* name;  // canary.<name>
  const char* from;
};
constexpr Relayed all[] = {
    {"recent.match_rate_5min", "shadow.recent.match_rate_5min"},
    {"recent.error_rate_5min", "shadow.recent.error_rate_5min"},
    {"recent.error_rate_10min", "shadow.recent.error_rate_10min"},
    {"recent.p95_ms_10min", "shadow.recent.p95_ms_10min"},
    {"psi.overall", "drift.psi.overall"},
};

}  // namespace

void AlertFacts::tell(const spark::Subject& candidate) {
  const bool is_of_another = told_.model != candidate.model || told_.sha256 != candidate.sha256 ||
                             told_.pipeline != candidate.pipeline;
  if (is_of_another) withdraw();
  told_ = candidate;
  for (const Relayed& each : all) {
    try {
      auto fact = facts_.read(each.from, candidate);
      if (!fact || clock_.event_ms() - fact->at_utc_ms > age_ms_max) {
        facts_.withdraw(each.name, candidate);
        continue;
      }
      fact->name = each.name;
      facts_.publish(*fact);
    } catch (const spark::Error&) {
      // The host has no room for more facts; Prometheus' rules ask the same of the series.
    }
  }
}

void AlertFacts::withdraw() {
  if (told_.model.empty()) return;
  for (const Relayed& each : all) facts_.withdraw(each.name, told_);
  told_ = {};
}

}  // namespace canary
