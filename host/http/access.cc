#include "http/access.h"

#include "http/grammar.h"

namespace spark::http {
namespace {

// "Bearer <token>": the token, or "".
std::string_view bearer(std::string_view authorization) {
  constexpr std::string_view scheme = "bearer";
  if (authorization.size() <= scheme.size() || authorization[scheme.size()] != ' ' ||
      !equal_ignoring_case(authorization.substr(0, scheme.size()), scheme)) {
    return {};
  }
  return trim(authorization.substr(scheme.size()));
}

struct HostName {
  std::string_view text;  // without port and brackets
  bool bracketed = false;
};

HostName host_name(std::string_view host) {
  if (!host.empty() && host.front() == '[') {
    const size_t end = host.find(']');
    return {host.substr(1, end == std::string_view::npos ? end : end - 1), true};
  }
  return {host.substr(0, host.find(':')), false};
}

// Four numbers with dots. Names cannot look so: the last label of a DNS name is not a number.
bool is_ipv4(std::string_view text) {
  uint32_t dots = 0;
  uint32_t digits = 0;
  for (char c : text) {
    if (c == '.' && digits > 0) {
      ++dots;
      digits = 0;
    } else if (is_digit(c) && digits < 3) {
      ++digits;
    } else {
      return false;
    }
  }
  return dots == 3 && digits > 0;
}

bool is_loopback(const HostName& host) {
  if (host.bracketed) return host.text == "::1";
  return equal_ignoring_case(host.text, "localhost") ||
         (is_ipv4(host.text) && host.text.substr(0, 4) == "127.");
}

bool is_ours(const HostName& host, const Door& door, bool has_token) {
  if (host.text.empty()) return false;
  if (is_loopback(host) || equal_ignoring_case(host.text, door.address)) return true;
  const bool every_address = door.address == "0.0.0.0" || door.address == "::";
  return every_address && (has_token || host.bracketed || is_ipv4(host.text));
}

bool is_own_origin(std::string_view origin, std::string_view host) {
  constexpr std::string_view scheme = "http://";
  return origin.substr(0, scheme.size()) == scheme &&
         equal_ignoring_case(origin.substr(scheme.size()), host);
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

Decision decide(Access route, const Caller& caller, const Door& door) {
  if (route == Access::open) return {};
  const std::string_view presented = bearer(caller.authorization);
  const bool has_token = equal_in_constant_time(presented, door.token);
  if (!is_ours(host_name(caller.host), door, has_token)) {
    return {403, "Host must be the address of this listener"};
  }
  if (!caller.origin.empty() && !is_own_origin(caller.origin, caller.host)) {
    return {403, "requests from pages of another origin are refused"};
  }
  if (route == Access::safe && caller.loopback) return {0, {}, has_token};
  if (door.token.empty()) return {403, "this listener has no credential, so this route is closed"};
  if (has_token) return {0, {}, true};
  return {401, presented.empty() ? "this route needs Authorization: Bearer <token>"
                                 : "the token is not this listener's"};
}

}  // namespace spark::http
