// The credentials of listeners, read from their files.
#pragma once

#include <vector>

#include "base/error.h"
#include "config/config.h"
#include "http/server.h"

namespace spark::admin {

// Gives each of `specs` (in the order of `listeners`) the token of its listener's file. A listener
// without a token file may have guarded routes, too: it takes the first admin listener's token.
base::Result<void> read_tokens(const std::vector<config::Listener>& listeners,
                               std::vector<http::ListenerSpec>& specs);

}  // namespace spark::admin
