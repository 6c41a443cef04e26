// Settings that only a restart changes, and no reload: listeners, workers, the state folder, the
// log's level. Pure.
#pragma once

#include <string>
#include <vector>

#include "config/config.h"

namespace spark::change {

// Gives these settings in `next` the values of `now`, and returns the names of those that the file
// sets to another value: they wait for a restart.
[[nodiscard]] std::vector<std::string> keep_restart_only(config::Config& next,
                                                         const config::Config& now);

// A listener that was added waits for a restart. Adds a mistake for each part that needs one.
void check_listeners(const config::Config& config, config::Errors& errors);

}  // namespace spark::change
