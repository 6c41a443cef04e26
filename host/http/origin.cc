#include "http/origin.h"

#include <algorithm>
#include <charconv>
#include <utility>

#include "http/grammar.h"
#include "http/host_name.h"

namespace spark::http {
namespace {

constexpr std::string_view own_scheme = "http://";
constexpr uint32_t own_scheme_port = 80;

// 0: no port that anybody has.
uint32_t port_number(const HostName& host) {
  if (host.port.empty()) return own_scheme_port;
  uint32_t port = 0;
  const char* end = host.port.data() + host.port.size();
  const auto read = std::from_chars(host.port.data(), end, port);
  return read.ec == std::errc() && read.ptr == end ? port : 0;
}

bool is_own(std::string_view origin, const HostName& host, const Door& door) {
  if (origin.substr(0, own_scheme.size()) != own_scheme) return false;
  const HostName page = host_name(origin.substr(own_scheme.size()));
  const uint32_t port = port_number(page);
  if (port == 0 || (port != door.port && port != port_number(host))) return false;
  if (names_listener(page, door.address)) return true;
  return is_every_address(door.address) && is_literal(page) && page.bracketed == host.bracketed &&
         equal_ignoring_case(page.name, host.name);
}

}  // namespace

OriginJudgement judge_origin(std::string_view origin, std::string_view host, const Door& door) {
  if (origin.empty()) return {};
  const auto listed =
      std::find_if(door.cors.begin(), door.cors.end(),
                   [origin](const CorsOrigin& each) { return each.origin == origin; });
  if (listed != door.cors.end()) return {false, listed->headers};
  return {!is_own(origin, host_name(host), door), {}};
}

CorsOrigin cors_origin(std::string origin) {
  std::string headers = "Access-Control-Allow-Origin: " + origin + "\r\nVary: Origin\r\n";
  return {std::move(origin), std::move(headers)};
}

bool is_preflight(const Request& request) {
  return request.method_text == "OPTIONS" &&
         !request.header("access-control-request-method").empty();
}

void allow_preflight(std::string_view allow, Response& response) {
  response.status(204);
  response.header("Access-Control-Allow-Methods", allow);
  response.header("Access-Control-Allow-Headers", "Authorization, Content-Type, *");
  response.header("Access-Control-Max-Age", "600");
}

}  // namespace spark::http
