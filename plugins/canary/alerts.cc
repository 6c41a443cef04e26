// The host's alerts: which of them refuse a start, and abort a canary when they begin to fire.
#include <algorithm>

#include "plugin.h"

namespace canary {
namespace {

constexpr std::string_view prefix = "alert.";
constexpr double firing = 2;  // alert.<name> as the host publishes it

bool is_in(const std::vector<std::string>& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

}  // namespace

// Those that were asked for, and every critical one of the host or of this lineage, about whatever
// serves now. PSI blocks the promotion, not the canary.
std::vector<spark::Fact> Canary::firing_alerts() const {
  const auto tested = pair();
  std::vector<spark::Fact> found;
  for (spark::Fact& each : facts_.list(std::string(prefix))) {
    if (each.value < firing) continue;
    each.name.erase(0, prefix.size());
    const spark::Subject& about = each.subject;
    const bool is_ours = about.pipeline.empty() || (tested && about.pipeline == tested->lineage);
    const auto live = about.model.empty() ? std::nullopt : models.live(about.model);
    const bool is_past = !about.sha256.empty() && live && live->sha256 != about.sha256;
    const bool is_critical =
        each.unit == "critical" && is_ours && !is_past && !is_in(psi_alerts_, each.name);
    if (is_critical || is_in(alerts_, each.name)) found.push_back(std::move(each));
  }
  return found;
}

// One that fired before the run began is no news: a reload may have named it since.
void Canary::watch_alerts() {
  std::set<std::string> now;
  for (const spark::Fact& each : firing_alerts()) {
    now.insert(each.name);
    const bool is_old = each.from_utc_ms > 0 && each.from_utc_ms < run_.started_utc_ms;
    if (firing_.count(each.name) != 0 || is_old || !is_under_way(course_.state())) continue;
    log_.warn("canary: the alert " + each.name + " began to fire");
    tell({.what = Asked::abort, .cause = Cause::alert});
  }
  firing_ = std::move(now);
}

}  // namespace canary
