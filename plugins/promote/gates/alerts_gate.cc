// Gate 3: which alerts fired in the last 24 h, and whether somebody was there to see it.
#include <algorithm>
#include <string>

#include "checks.h"
#include "gates.h"

namespace promote {
namespace {

constexpr double minutes_wanted = 1'440;
constexpr double heartbeat_min = 0.95;
constexpr double warnings_bound = 3;
constexpr double changes_an_hour_max = 3;
constexpr double starts_bound = 3;

// Alerts that do not count here, and why not; for the auditor.
struct LeftOut {
  uint32_t psi = 0;
  uint32_t other_lineages = 0;
  uint32_t other_candidates = 0;
};

// What fired of one alert within the window, as far as it counts.
struct Firings {
  uint32_t count = 0;
  uint32_t other_candidates = 0;
  uint32_t changes_an_hour = 0;
};

bool is_about_models(const AlertSeen& alert) {
  return !alert.model.empty();
}

// Of an alert about a model, only what fired while the candidate was the present one.
bool counts(const AlertSeen& alert, const AlertChange& change, const Inputs& inputs) {
  return !is_about_models(alert) || change.sha256 == inputs.candidate.sha256;
}

Firings firings_of(const AlertSeen& alert, const Inputs& inputs) {
  const int64_t since_ms = inputs.now_ms - day_ms;
  Firings found;
  const std::vector<AlertChange>& changes = alert.changes;
  for (size_t i = 0; i < changes.size(); ++i) {
    if (!changes[i].is_firing) continue;
    const bool ends_before = i + 1 < changes.size() && changes[i + 1].at_ms <= since_ms;
    if (ends_before) continue;
    ++(counts(alert, changes[i], inputs) ? found.count : found.other_candidates);
  }
  for (size_t first = 0; first < changes.size(); ++first) {
    if (changes[first].at_ms <= since_ms || !counts(alert, changes[first], inputs)) continue;
    uint32_t within = 0;
    for (size_t i = first; i < changes.size(); ++i)
      if (changes[i].at_ms < changes[first].at_ms + hour_ms && counts(alert, changes[i], inputs))
        ++within;
    found.changes_an_hour = std::max(found.changes_an_hour, within);
  }
  return found;
}

struct Silence {
  uint32_t critical = 0;
  uint32_t warnings = 0;
  uint32_t changes_an_hour = 0;
  std::string critical_names, warning_names, flapping_names;
  std::string unknown;  // an alert whose severity is none that is known
  LeftOut left_out;
};

void name_too(std::string& names, const std::string& name) {
  names.append(names.empty() ? "" : ", ").append(name);
}

void count(Silence& silence, const AlertSeen& alert, const Inputs& inputs) {
  if (alert.is_psi) return void(++silence.left_out.psi);
  if (!alert.lineage.empty() && alert.lineage != inputs.lineage)
    return void(++silence.left_out.other_lineages);
  const Firings fired = firings_of(alert, inputs);
  silence.left_out.other_candidates += fired.other_candidates;
  if (fired.changes_an_hour > changes_an_hour_max) name_too(silence.flapping_names, alert.name);
  silence.changes_an_hour = std::max(silence.changes_an_hour, fired.changes_an_hour);
  if (fired.count == 0) return;
  if (alert.severity == "critical") {
    silence.critical += fired.count;
    name_too(silence.critical_names, alert.name);
  } else if (alert.severity == "warning") {
    silence.warnings += fired.count;
    name_too(silence.warning_names, alert.name);
  } else if (alert.severity != "info") {
    silence.unknown = alert.name;
  }
}

std::string words_of_source(const AlertsSeen& seen) {
  return seen.source.empty() ? "" : seen.source + ": ";
}

Figure number(double value, uint64_t samples) {
  Figure figure;
  figure.value = value;
  figure.samples = samples;
  return figure;
}

std::string words_of(const LeftOut& left_out) {
  std::string words;
  const auto add = [&](uint32_t number, const char* what) {
    if (number == 0) return;
    words.append(words.empty() ? "left out: " : ", ").append(std::to_string(number)).append(what);
  };
  add(left_out.psi, " about PSI");
  add(left_out.other_lineages, " of other lineages");
  add(left_out.other_candidates, " of an earlier candidate's time");
  return words;
}

void note_some(Checks& checks, const std::string& words) {
  if (!words.empty()) checks.note(words);
}

}  // namespace

Gate judge_alerts(const Inputs& inputs) {
  const AlertsSeen& seen = inputs.alerts;
  Checks checks;
  Figure heartbeat = number(seen.minutes / minutes_wanted, seen.minutes);
  if (!seen.failure.empty()) {
    heartbeat.trouble = Verdict::error;
    heartbeat.reason = "alerts could not be read: " + words_of_source(seen) + seen.failure;
  }
  checks.enough("heartbeat", heartbeat, heartbeat_min);
  checks.enough("alerts", number(static_cast<double>(seen.alerts.size()), seen.alerts.size()), 1);
  Silence silence;
  for (const AlertSeen& alert : seen.alerts) count(silence, alert, inputs);
  checks.below("critical", number(silence.critical, seen.minutes), 1);
  note_some(checks, silence.critical_names);
  note_some(checks, words_of(silence.left_out));
  checks.below("warnings", number(silence.warnings, seen.minutes), warnings_bound);
  note_some(checks, silence.warning_names);
  checks.below("changes_an_hour", number(silence.changes_an_hour, seen.minutes),
               changes_an_hour_max + 1);
  note_some(checks, silence.flapping_names);
  const auto starts = std::count_if(
      seen.starts_ms.begin(), seen.starts_ms.end(),
      [&](int64_t at_ms) { return at_ms > inputs.now_ms - day_ms && at_ms <= inputs.now_ms; });
  checks.below("restarts", number(static_cast<double>(starts), seen.minutes), starts_bound);
  if (!silence.unknown.empty())
    checks.add({"severity",
                {},
                0,
                "info, warning or critical",
                Verdict::error,
                "the severity of " + silence.unknown + " is not known",
                false});
  return gate_of(GateName::alerts, checks.take());
}

}  // namespace promote
