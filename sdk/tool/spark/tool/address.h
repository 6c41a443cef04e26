// Where a host listens.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "spark/tool/result.h"

namespace spark::tool {

struct Address {
  std::string host;  // a name or a numeric address; an IPv6 address without brackets
  uint16_t port = 0;
  std::string socket = {};  // the path of a socket in the file system; then host and port are empty

  [[nodiscard]] std::string text() const;  // "127.0.0.1:4001", "[::1]:4001", "unix:/run/a.sock"
  [[nodiscard]] std::string url() const;   // as parse_url() reads it
};

// Reads "http://host:port" (a trailing slash is allowed, a path is not; an IPv6 address
// stands in brackets), or "unix:/path" of a socket in the file system. Errors are of usage.
Result<Address> parse_url(std::string_view url);

// Whether `host` is a numeric address, not a name.
[[nodiscard]] bool is_numeric(std::string_view host);

// Whether `host`, in numbers, is an address of this machine's. Asks the system. [any]
[[nodiscard]] bool is_own(std::string_view host);

// Whether the server is on this machine: a socket in the file system, 127.0.0.0/8, ::1, or the name
// localhost. A name that only looks like such an address is not.
[[nodiscard]] bool is_loopback(const Address& address);

}  // namespace spark::tool
