#include "blueprint/start_rules.h"

#include <algorithm>

namespace spark::blueprint {
namespace {

bool is_object_of(const Blueprint& blueprint, const std::string& sha256) {
  return std::any_of(blueprint.objects.begin(), blueprint.objects.end(),
                     [&](const auto& object) { return object.second == sha256; });
}

}  // namespace

std::vector<Quarantined> in_quarantine(const Blueprint& blueprint,
                                       const std::vector<Quarantined>& quarantined) {
  std::vector<Quarantined> found;
  for (const auto& [what, sha256] : blueprint.objects) {
    for (const auto& each : quarantined) {
      if (each.sha256 == sha256) found.push_back({sha256, what, each.reason, each.since_utc_ms});
    }
  }
  return found;
}

StartWith choose_start(const Survived& survived, const Blueprint& wanted) {
  const auto& confirmed = survived.confirmed;
  if (!confirmed || fingerprint(*confirmed) == fingerprint(wanted)) return StartWith::wanted;
  if (survived.rejected == fingerprint(wanted) ||
      (survived.started == fingerprint(wanted) &&
       survived.unconfirmed_starts >= unconfirmed_starts_max))
    return StartWith::confirmed_after_crashes;
  if (!in_quarantine(wanted, survived.quarantined).empty() &&
      in_quarantine(*confirmed, survived.quarantined).empty())
    return StartWith::confirmed_for_quarantine;
  return StartWith::wanted;
}

bool sets_values_aside(const Survived& survived, const Blueprint& chosen) {
  // A host that ran for long without being asked was not crashed by what it keeps.
  return survived.unconfirmed_starts == unconfirmed_starts_max && !survived.has_outlived &&
         survived.started == fingerprint(chosen);
}

std::vector<Quarantined> suspects(const Survived& survived, const Blueprint& wanted,
                                  int64_t now_utc_ms) {
  std::vector<Quarantined> found;
  if (!survived.confirmed) return found;
  for (const auto& [what, sha256] : wanted.objects) {
    if (is_object_of(*survived.confirmed, sha256)) continue;
    found.push_back({sha256, what,
                     "the host started with it " + std::to_string(survived.unconfirmed_starts) +
                         " times and ended each time before it was confirmed",
                     now_utc_ms});
  }
  return found;
}

}  // namespace spark::blueprint
