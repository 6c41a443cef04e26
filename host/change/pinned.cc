#include "change/pinned.h"

#include "blueprint/blueprint.h"

namespace spark::change {

std::optional<Refusal> pinned_by_configuration(const Change& change, const config::Config& config) {
  if (change.verb == Verb::reload || change.verb == Verb::upgrade || !change.plugin.empty())
    return std::nullopt;
  for (const auto& key : change.claims()) {
    for (const auto& model : config.models) {
      if (blueprint::model_key(model.name) == key && !model.pinned.empty())
        return Refusal{409, key + " is pinned by the configuration: " + model.pinned};
    }
  }
  return std::nullopt;
}

std::optional<Refusal> pinned_by_plugins(const services::Pins& pins,
                                         const std::vector<Difference>& differences,
                                         const std::string& passing) {
  for (const auto& each : differences) {
    if (each.kind != Difference::Kind::model) continue;
    if (const auto pin = pins.find(each.name, passing))
      return Refusal{409, in_words(*pin) + "; with force it is told to give up first"};
  }
  return std::nullopt;
}

std::string in_words(const services::Pins::Item& pin) {
  return blueprint::model_key(pin.model) + " is pinned by plugin '" + pin.plugin +
         "': " + pin.reason;
}

}  // namespace spark::change
