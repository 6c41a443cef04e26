// Credentials of listeners: files that only their owner can read.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "base/error.h"
#include "config/config.h"
#include "http/listener_spec.h"

namespace spark::daemon {

// The token in `file`; made on first use (256 random bits as hex, mode 0600). Refuses a file that
// others can read or that is another user's, since it is no secret then, whatever is no regular
// file (symbolic links, too, which lead where others say), and one that is empty or unreasonable.
// Never waits.
[[nodiscard]] base::Result<std::string> load_or_create_token(const std::filesystem::path& file);

// Gives each of `specs`, which are of `listeners` in their order, the token of its own file. A
// guarded route may stand on a listener without one, too: it takes the first admin listener's.
[[nodiscard]] base::Result<void> read_tokens(const std::vector<config::Listener>& listeners,
                                             std::vector<http::ListenerSpec>& specs);

}  // namespace spark::daemon
