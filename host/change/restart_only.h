// What a process has from its start on and no reload changes: listeners, workers, the state folder,
// the log's level. Pure.
#pragma once

#include <string>
#include <vector>

#include "config/config.h"

namespace spark::change {

// Makes them in `next` what they are `now`, and returns the names of those that the file says
// otherwise: they wait for a restart.
[[nodiscard]] std::vector<std::string> keep_restart_only(config::Config& next,
                                                         const config::Config& now);

// A listener that was added waits for a restart, and so does whatever wants it: a mistake for each.
void check_listeners(const config::Config& config, config::Errors& errors);

}  // namespace spark::change
