// Where to listen, and the credential that guards it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "http/local_socket.h"

namespace spark::http {

struct ListenerSpec {
  std::string name;
  std::string address;  // IPv4 or IPv6, or "localhost" for 127.0.0.1
  uint16_t port = 0;    // 0: the kernel chooses
  // The credential of admin routes on this listener; empty: such routes answer 403.
  std::string token;
  // A listener for operators: its requests are answered even when the host is busy, it has
  // connections of its own (vital_connections_max), and it accepts while others are drained.
  bool vital = false;
  // Requests that proxies on this machine pass on count as coming from this machine.
  bool trusts_forwarded = false;
  std::vector<std::string> cors = {};  // origins whose pages may call, as browsers write them
  // A socket in the file system instead of address and port.
  std::optional<LocalSocket> local = {};
};

}  // namespace spark::http
