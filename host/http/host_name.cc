#include "http/host_name.h"

#include <cstdint>

#include "http/grammar.h"

namespace spark::http {
namespace {

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

std::string_view port_of(std::string_view rest) {
  return rest.empty() || rest.front() != ':' ? std::string_view() : rest.substr(1);
}

}  // namespace

HostName host_name(std::string_view authority) {
  if (!authority.empty() && authority.front() == '[') {
    const size_t end = authority.find(']');
    if (end == std::string_view::npos) return {authority.substr(1), {}, true};
    return {authority.substr(1, end - 1), port_of(authority.substr(end + 1)), true};
  }
  const size_t colon = authority.find(':');
  if (colon == std::string_view::npos) return {authority, {}, false};
  return {authority.substr(0, colon), authority.substr(colon + 1), false};
}

bool is_loopback(const HostName& host) {
  if (host.bracketed) return host.name == "::1";
  return equal_ignoring_case(host.name, "localhost") ||
         (is_ipv4(host.name) && host.name.substr(0, 4) == "127.");
}

bool is_literal(const HostName& host) {
  return !host.name.empty() && (host.bracketed || is_ipv4(host.name));
}

bool names_listener(const HostName& host, std::string_view listener_address) {
  return is_loopback(host) || equal_ignoring_case(host.name, listener_address);
}

bool is_every_address(std::string_view listener_address) {
  return listener_address == "0.0.0.0" || listener_address == "::";
}

}  // namespace spark::http
