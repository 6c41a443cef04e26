#include "terms.h"

#include <algorithm>
#include <optional>
#include <set>

#include "spark/error.h"

namespace ml_model {

void Terms::add(const std::string& sha256, double expires) {
  const std::lock_guard lock(mutex_);
  ends_utc_[sha256] = expires;
}

void Terms::tell() {
  constexpr const char* name = "expires_in";
  std::optional<double> first;
  std::set<std::string> models;
  for (const spark::LineageModel& model : lineages_.live()) {
    const std::lock_guard lock(mutex_);
    const auto found = ends_utc_.find(model.sha256);
    if (found == ends_utc_.end()) continue;
    first = std::min(first.value_or(found->second), found->second);
    models.insert(model.model);
  }
  if (!first) return facts_.withdraw(name);
  try {
    facts_.publish({.name = name,
                    .unit = "s",
                    .value = *first - static_cast<double>(clock_.event_ms()) / 1e3,
                    .samples = models.size()});
  } catch (const spark::Error&) {
    // The host has no room for more facts; ml_model_expires_timestamp_seconds says the same.
  }
}

}  // namespace ml_model
