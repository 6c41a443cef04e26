// Models that must not change: the configuration pins them, or a plugin does.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "change/change.h"
#include "change/change_report.h"
#include "config/config.h"
#include "services/pins.h"

namespace spark::change {

// Refuses a change that names a model which the configuration pins. A change of the configuration
// itself, or of a library, may change it, and so may a plugin that the configuration lets swap it.
// Pins of plugins are checked later, when the differences are known.
[[nodiscard]] std::optional<Refusal> pinned_by_configuration(const Change& change,
                                                             const config::Config& config);

// The first of `differences` whose model a plugin does not want changed. `passing`: the plugin
// whose change it is; "": none.
[[nodiscard]] std::optional<Refusal> pinned_by_plugins(const services::Pins& pins,
                                                       const std::vector<Difference>& differences,
                                                       const std::string& passing);

[[nodiscard]] std::string in_words(const services::Pins::Item& pin);

}  // namespace spark::change
