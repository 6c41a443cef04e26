// Who may call a route: one pure decision over values.
//
// Credentials guard the risky direction; the safe direction is free from this machine. What a
// browser on this machine is tricked into sending also comes from loopback, so guarded routes look
// at Host (a rebound DNS name is not ours) and Origin (another site's page names itself there).
// Cookies do not exist here.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace spark::http {

enum class Access : uint8_t {
  open,  // anybody
  safe,  // nobody is asked from loopback; the token elsewhere
  admin  // the token, always
};

// A listener's side of the decision.
struct Door {
  std::string token;    // empty: the listener has no credential
  std::string address;  // as bound, such as 127.0.0.1, ::1 or 0.0.0.0
  bool vital = false;   // see ListenerSpec
};

// The caller's side; header values as sent, "" if absent.
struct Caller {
  bool loopback = false;
  std::string_view authorization;
  std::string_view host;
  std::string_view origin;
};

struct Decision {
  uint32_t status = 0;    // 0: allowed; else 401 (answer with WWW-Authenticate: Bearer) or 403
  std::string_view text;  // static; what is wrong
  bool has_key = false;   // the right token was presented, where it was looked at
};

// Open routes are allowed. Others need a Host that is a loopback name or address or the listener's
// own address; on a listener bound to every address, which has no address of its own, any literal
// address will do, and any name for a caller who presents the right token. They also need no Origin
// or Host's own.
[[nodiscard]] Decision decide(Access route, const Caller& caller, const Door& door);

// Equal, in a time that depends on the presented text's length only. An empty one equals nothing.
[[nodiscard]] bool equal_in_constant_time(std::string_view presented, std::string_view secret);

}  // namespace spark::http
