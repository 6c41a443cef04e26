// Who may call a route: one pure decision over values.
//
// Credentials guard the risky direction; the safe direction is free from this machine. What a
// browser is tricked into sending also comes from loopback: pages of other origins are refused
// before this decision (origin.h), and risky routes look at Host as well (a rebound DNS name is not
// ours). Cookies do not exist here.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "http/door.h"
#include "http/request.h"

namespace spark::http {

enum class Access : uint8_t {
  open,  // anybody
  safe,  // nobody is asked from loopback; the token elsewhere
  admin  // the token, always
};

// The caller's side; header values as sent, "" if absent.
struct Caller {
  bool loopback = false;
  bool forwarded = false;  // see is_forwarded()
  std::string_view authorization;
  std::string_view host;
};

struct Decision {
  uint32_t status = 0;    // 0: allowed; else 401 (answer with WWW-Authenticate: Bearer) or 403
  std::string_view text;  // static; what is wrong
  bool has_key = false;   // the right token was presented, where it was looked at
};

// Open routes are allowed. Safe ones need the token, except from loopback; what a proxy on this
// machine has passed on does not count as from loopback, unless the door says so. Admin routes need
// the token and a Host that is a loopback name or address or the listener's own address; on a
// listener bound to every address, which has no address of its own, any literal address will do,
// and any name for a caller who presents the right token.
[[nodiscard]] Decision decide(Access route, const Caller& caller, const Door& door);

// Whether a proxy says that it has passed this request on: Forwarded, X-Forwarded-*, X-Real-IP or
// Via.
[[nodiscard]] bool is_forwarded(const Request& request);

// Equal, in a time that depends on the presented text's length only. An empty one equals nothing.
[[nodiscard]] bool equal_in_constant_time(std::string_view presented, std::string_view secret);

}  // namespace spark::http
