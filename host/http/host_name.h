// The authority of a Host or Origin header, and whether it names this listener.
#pragma once

#include <string_view>

namespace spark::http {

// Views into the text that it was read from.
struct HostName {
  std::string_view name;  // without port and brackets
  std::string_view port;  // "" if none is given
  bool bracketed = false;
};

// Never fails: a text that is no authority gives a name that matches no host.
[[nodiscard]] HostName host_name(std::string_view authority);

// localhost, 127.x.x.x or [::1].
[[nodiscard]] bool is_loopback(const HostName& host);

// An address rather than a name. The owner of a DNS name can point it here; an address cannot be
// pointed elsewhere.
[[nodiscard]] bool is_literal(const HostName& host);

// A loopback name, or the address that the listener is bound to.
[[nodiscard]] bool names_listener(const HostName& host, std::string_view listener_address);

// 0.0.0.0 and ::, which leave a listener without an address of its own.
[[nodiscard]] bool is_every_address(std::string_view listener_address);

}  // namespace spark::http
