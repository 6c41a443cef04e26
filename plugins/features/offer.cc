#include "offer.h"

#include <algorithm>
#include <string_view>
#include <utility>

namespace features {
namespace {

const Set& set_named(const std::string& name) {
  std::string known;
  for (const Set& set : known_sets()) {
    if (set.name == name) return set;
    known += known.empty() ? "" : ", ";
    known += set.name;
  }
  throw spark::Error("sets: there is no feature set '" + name + "'; known: " + known,
                     SPARK_E_INVALID);
}

// A feature that an earlier set has stands there: a name is one formula, so one output.
std::vector<Feature> features_of(const std::vector<std::string>& sets) {
  std::vector<Feature> out;
  for (const std::string& name : sets) {
    for (const Feature& feature : set_named(name).features) {
      const bool is_there = std::any_of(out.begin(), out.end(), [&](const Feature& earlier) {
        return std::string_view(earlier.name) == feature.name;
      });
      if (!is_there) out.push_back(feature);
    }
  }
  if (out.empty()) throw spark::Error("sets: at least one is needed", SPARK_E_INVALID);
  return out;
}

}  // namespace

Offer::Offer(spark::Host host, const std::vector<std::string>& sets, uint32_t symbols_max,
             std::vector<std::string> only)
    : features_(features_of(sets)),
      needs_history_(std::any_of(features_.begin(), features_.end(),
                                 [](const Feature& one) { return one.needs_history; })),
      extractions_(
          spark::Metrics(host).counter({.name = "ml_feature_extractions_total",
                                        .help = "Snapshots that features were computed from"})),
      log_(host),
      symbols_(host, symbols_max, std::move(only)) {}

void Offer::tell_of_no_key(const std::string& snapshot) const {
  std::string names;
  for (const Feature& feature : features_)
    if (feature.needs_history) names.append(names.empty() ? "" : ", ").append(feature.name);
  log_.info(
      "the stage that reads " + snapshot +
      " has no `key`, such as input.symbol, and so no history: these features stay null: " + names);
}

}  // namespace features
