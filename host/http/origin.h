// Which pages may call: a browser names the page that sends a request in its Origin header.
//
// A page of another origin is refused on every route, whatever its method, since a browser sends
// the request before it asks anybody: what a page on this machine's browser sends comes from
// loopback. Pages of the listener's own origin may call, and those of the origins that the
// configuration lists under `cors:`.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "http/door.h"
#include "http/request.h"
#include "http/response.h"

namespace spark::http {

struct OriginJudgement {
  bool foreign = false;
  std::string_view headers;  // of the answer to a listed origin; lives as long as the door
};

inline constexpr std::string_view foreign_origin_text =
    "requests from pages of another origin are refused; list that origin under the listener's "
    "cors: to allow it";

// `origin` and `host` as sent, "" if absent. Own is http with a loopback name or address or the
// listener's own address, and the listener's port or Host's. A name that Host repeats is not enough
// (its owner may have pointed it here); on a listener bound to every address, a literal address
// that Host repeats is.
[[nodiscard]] OriginJudgement judge_origin(std::string_view origin, std::string_view host,
                                           const Door& door);

// The door's entry for an origin of the configuration.
[[nodiscard]] CorsOrigin cors_origin(std::string origin);

// Whether a browser asks by this request what a page may send: OPTIONS with the wish's method.
[[nodiscard]] bool is_preflight(const Request& request);

// 204, for a listed origin; `allow` are the route's methods. The answer's own headers of that
// origin are not among it.
void allow_preflight(std::string_view allow, Response& response);

}  // namespace spark::http
