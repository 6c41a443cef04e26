// Which callers may call which routes.
#include <algorithm>

#include "http/admission.h"
#include "http/grammar.h"
#include "http/host_name.h"

namespace spark::http {
namespace {

constexpr std::string_view forwarded_without_token =
    "a proxy has passed this request on, so it needs Authorization: Bearer <token>, unless the "
    "listener says forwarded: ignore";
constexpr std::string_view forwarded_without_credential =
    "a proxy has passed this request on and this listener has no credential, so this route is "
    "closed, unless the listener says forwarded: ignore";

constexpr std::string_view forwarded_by_socket =
    "a proxy has passed this request on, so that its user is not known; send it to the socket "
    "itself, or with Authorization: Bearer <token>";
constexpr std::string_view only_views =
    "this user may only read here; give the user the role operator under the listener's peers:";
constexpr std::string_view is_stranger =
    "this user is not named under the listener's peers:, so this route is closed to the user";

// "Bearer <token>": the token, or "".
std::string_view bearer(std::string_view authorization) {
  constexpr std::string_view scheme = "bearer";
  if (authorization.size() <= scheme.size() || authorization[scheme.size()] != ' ' ||
      !equal_ignoring_case(authorization.substr(0, scheme.size()), scheme)) {
    return {};
  }
  return trim(authorization.substr(scheme.size()));
}

bool is_ours(const HostName& host, const Door& door, bool has_token) {
  if (host.name.empty()) return false;
  if (names_listener(host, door.address)) return true;
  return is_every_address(door.address) && (has_token || is_literal(host));
}

// An admin route on a socket in the file system, without the right token.
Decision decide_by_user(const Caller& caller, bool has_wrong_token, bool from_here) {
  if (has_wrong_token) return {401, "the token is not this listener's"};
  if (!from_here) return {403, forwarded_by_socket};
  if (caller.role == PeerRole::stranger) return {403, is_stranger};
  if (caller.role == PeerRole::viewer && !caller.reads) return {403, only_views};
  return {0, {}, true};
}

bool is_proxy_header(std::string_view name) {
  constexpr std::string_view prefix = "x-forwarded-";
  for (std::string_view known : {"via", "forwarded", "x-real-ip"}) {
    if (equal_ignoring_case(name, known)) return true;
  }
  return name.size() > prefix.size() && equal_ignoring_case(name.substr(0, prefix.size()), prefix);
}

}  // namespace

bool equal_in_constant_time(std::string_view presented, std::string_view secret) {
  if (presented.empty() || secret.empty()) return false;
  uint32_t difference = presented.size() == secret.size() ? 0 : 1;
  size_t at = 0;
  for (char c : presented) {
    difference |= static_cast<uint8_t>(c) ^ static_cast<uint8_t>(secret[at]);
    at = at + 1 == secret.size() ? 0 : at + 1;
  }
  return difference == 0;
}

bool is_forwarded(const Request& request) {
  return std::any_of(request.headers.begin(), request.headers.end(),
                     [](const Header& header) { return is_proxy_header(header.name); });
}

Decision decide(Access route, const Caller& caller, const Door& door) {
  if (route == Access::open) return {};
  const std::string_view presented = bearer(caller.authorization);
  const bool has_token = equal_in_constant_time(presented, door.token);
  const bool from_here = caller.loopback && (!caller.forwarded || door.trusts_forwarded);
  const bool is_known = from_here && caller.role != PeerRole::stranger;
  if (route == Access::safe && from_here) return {0, {}, has_token || is_known, has_token};
  if (has_token && door.peers != nullptr) return {0, {}, true, true};
  if (route == Access::admin && door.peers != nullptr)
    return decide_by_user(caller, !presented.empty(), from_here);
  if (route == Access::admin && !is_ours(host_name(caller.host), door, has_token)) {
    return {403, "Host must be the address of this listener"};
  }
  const bool by_proxy = route == Access::safe && caller.loopback;
  if (door.token.empty()) {
    if (by_proxy) return {403, forwarded_without_credential};
    return {403, "this listener has no credential, so this route is closed"};
  }
  if (has_token) return {0, {}, true, true};
  if (!presented.empty()) return {401, "the token is not this listener's"};
  if (by_proxy) return {401, forwarded_without_token};
  return {401, "this route needs Authorization: Bearer <token>"};
}

}  // namespace spark::http
