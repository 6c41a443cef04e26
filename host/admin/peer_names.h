// The users and groups of a listener's socket, looked up on this machine.
#pragma once

#include "base/error.h"
#include "config/socket.h"
#include "http/local_socket.h"

namespace spark::admin {

// The socket as the server binds it. An error names the user or group that this machine does not
// know. Asks the system's directory of users, which may take long. On the main thread.
[[nodiscard]] base::Result<http::LocalSocket> local_socket(const config::Socket& socket);

}  // namespace spark::admin
