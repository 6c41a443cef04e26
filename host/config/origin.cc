#include "config/origin.h"

#include <arpa/inet.h>

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <optional>
#include <utility>

#include "base/ascii.h"

namespace spark::config {
namespace {

struct Scheme {
  std::string_view prefix;
  uint16_t port = 0;  // the port that browsers leave out
};
constexpr Scheme schemes[] = {{"http://", 80}, {"https://", 443}};

// Of what is in lower case already.
bool is_alnum(char c) {
  return base::is_small(c) || base::is_digit(c);
}

bool is_host_name(std::string_view text) {
  return !text.empty() && is_alnum(text.front()) &&
         std::all_of(text.begin(), text.end(),
                     [](char c) { return is_alnum(c) || c == '-' || c == '.' || c == '_'; });
}

bool is_ipv6(std::string_view text) {
  in6_addr ignored{};
  return inet_pton(AF_INET6, std::string(text).c_str(), &ignored) == 1;
}

// The end of the host in `authority`; nothing if `authority` does not begin with a host.
std::optional<size_t> host_end(std::string_view authority) {
  if (authority.starts_with('[')) {
    const size_t close = authority.find(']');
    if (close == std::string_view::npos || !is_ipv6(authority.substr(1, close - 1))) return {};
    return close + 1;
  }
  const size_t end = std::min(authority.find(':'), authority.size());
  return is_host_name(authority.substr(0, end)) ? std::optional(end) : std::nullopt;
}

// 0 if `digits` are no port.
uint16_t port_of(std::string_view digits) {
  uint16_t port = 0;
  const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), port);
  return read.ec == std::errc() && read.ptr == digits.data() + digits.size() ? port : 0;
}

base::Error refused(std::string_view text, std::string_view why) {
  return base::Error("expected " + std::string(origin_expected) + ", found '" + std::string(text) +
                     "'" + std::string(why));
}

}  // namespace

base::Result<std::string> parse_origin(std::string_view text) {
  if (text.find('*') != text.npos)
    return refused(text, "; every origin is written out, since each may do what its reader may");
  std::string lower(text);
  std::transform(lower.begin(), lower.end(), lower.begin(), base::lower);
  const auto* scheme =
      std::find_if(std::begin(schemes), std::end(schemes),
                   [&](const Scheme& each) { return lower.starts_with(each.prefix); });
  if (scheme == std::end(schemes)) return refused(text, "; it begins with http:// or https://");
  const std::string_view authority = std::string_view(lower).substr(scheme->prefix.size());
  if (authority.find_first_of("/?#") != authority.npos)
    return refused(text, "; an origin ends with its host or port, without '/' and path");
  const auto end = host_end(authority);
  if (!end) return refused(text, "; its host is no name or address");
  std::string_view port = authority.substr(*end);
  std::string origin = lower.substr(0, scheme->prefix.size() + *end);
  if (port.empty()) return {boost::system::in_place_value, std::move(origin)};
  const uint16_t number = port.starts_with(':') ? port_of(port.substr(1)) : uint16_t{0};
  if (number == 0) return refused(text, "; its port is no number from 1 to 65535");
  if (number != scheme->port) origin += ':' + std::to_string(number);
  return {boost::system::in_place_value, std::move(origin)};
}

}  // namespace spark::config
