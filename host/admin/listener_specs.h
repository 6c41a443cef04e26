// The listeners as the server opens them, with their credentials.
#pragma once

#include <vector>

#include "base/error.h"
#include "config/config.h"
#include "http/listener_spec.h"

namespace spark::admin {

// In the order of `listeners`. Reads the token of each listener's file, or makes it. A listener
// without a token file may have guarded routes, too: it takes the first admin listener's token.
// On the main thread.
[[nodiscard]] base::Result<std::vector<http::ListenerSpec>> listener_specs(
    const std::vector<config::Listener>& listeners);

}  // namespace spark::admin
