// The checks of a request before its handler runs: its page may call, it is in time, its caller may
// call the route, and its body can be read.
//
// Which page: a browser names the page that sends a request in its Origin header. A page of another
// origin is refused on every route and for every method. A browser may send a request without
// asking first, and the requests of a browser on this machine come from loopback. Pages of the
// listener's own origin may call, and pages of the origins that the configuration lists under
// `cors:`.
//
// Which caller: credentials guard the risky direction; the safe direction is free from this
// machine. Risky routes look at Host as well (a rebound DNS name is not ours). Cookies do not exist
// here.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include "http/access.h"
#include "http/context.h"
#include "http/door.h"
#include "http/exchange.h"
#include "http/framing.h"
#include "http/input_memory.h"
#include "http/request.h"
#include "http/router.h"

namespace spark::http {

struct OriginJudgement {
  bool foreign = false;
  std::string_view headers;  // of a response to a listed origin; lives as long as the door
};

// `origin` and `host` as sent, "" if absent. Own is http with a loopback name or address or the
// listener's own address, and the listener's port or Host's. A name that Host repeats is not enough
// (its owner may have pointed it here); on a listener bound to every address, a literal address
// that Host repeats is.
[[nodiscard]] OriginJudgement judge_origin(std::string_view origin, std::string_view host,
                                           const Door& door);

// The door's entry for an origin of the configuration.
[[nodiscard]] CorsOrigin cors_origin(std::string origin);

// The caller's side; header values as sent, "" if absent.
struct Caller {
  bool loopback = false;
  bool forwarded = false;  // see is_forwarded()
  std::string_view authorization;
  std::string_view host;
  PeerRole role = PeerRole::stranger;  // of who connected by a socket in the file system
  bool reads = false;                  // GET or HEAD
};

struct Decision {
  uint32_t status = 0;    // 0: allowed; else 401 (answer with WWW-Authenticate: Bearer) or 403
  std::string_view text;  // static; why the request is refused
  // The right token was presented, or the caller is a user whom the listener knows, on a route that
  // looks at it.
  bool has_key = false;
  bool has_token = false;  // the right token was presented
};

// Open routes are allowed. Safe routes need the token, except from loopback; a request that a proxy
// on this machine passed on does not count as from loopback, unless the door says so. Admin routes
// need the token and a Host that is a loopback name or address or the listener's own address. A
// listener bound to every address has no address of its own: there any literal address will do, and
// any name if the caller presents the right token. On a socket in the file system admin routes need
// the token, or a user who operates, or to read one who views; what a proxy has passed on is not
// its user's, unless the door says so.
[[nodiscard]] Decision decide(Access route, const Caller& caller, const Door& door);

// Whether a proxy says that it has passed this request on: Forwarded, X-Forwarded-*, X-Real-IP or
// Via.
[[nodiscard]] bool is_forwarded(const Request& request);

// Equal, in a time that depends on the presented text's length only. An empty one equals nothing.
[[nodiscard]] bool equal_in_constant_time(std::string_view presented, std::string_view secret);

// Judges the requests of one connection, one after the other: the worker's `context.request`. The
// response to a refused request is in `context.answer`. [worker]
class Admission {
 public:
  // The context outlives it.
  Admission(Context& context, uint32_t listener, Peer peer)
      : context_(context), listener_(listener), peer_(std::move(peer)) {}

  // The request's head has been read, its body not. Looks its route up and calls Route::at_head if
  // the request may call the route. Returns the handler that at_head returned, or null.
  [[nodiscard]] Handler begin();

  // The request has been read. Returns its route if the request may be handled; a compressed body
  // has been inflated into `memory` then. Null: the request has been refused or answered.
  [[nodiscard]] const Route* admit(InputMemory& memory);

  // The same for a request that took effect at its head and is handled even with a faulty body.
  // Returns the body's fault, or "".
  [[nodiscard]] std::string_view admit_begun(InputMemory& memory);

  // Of the present request.
  [[nodiscard]] Tally* tally() const;  // of the route that was found at the head; null: none
  [[nodiscard]] const Peer& peer() const { return peer_; }
  [[nodiscard]] std::string_view headers() const { return headers_; }  // for its response
  // The key of a vital listener was presented, by this or an earlier request.
  [[nodiscard]] bool has_key() const { return has_key_; }

  [[nodiscard]] uint32_t listener() const { return listener_; }
  [[nodiscard]] const Door& door() const { return context_.doors[listener_]; }

 private:
  [[nodiscard]] Router::Match find_route() const;
  [[nodiscard]] Decision decide_on(Access access) const;
  [[nodiscard]] OriginJudgement judge_page() const;
  [[nodiscard]] bool is_too_late() const;
  bool may_come_from(const Router::Match& match);
  bool may_call(const Route& route);
  void note(const Decision& decision);
  [[nodiscard]] Failure inflate(InputMemory& memory);
  bool has_readable_body(InputMemory& memory);
  void answer_without_route(std::string_view allow);
  void deny(const Decision& decision);

  Context& context_;
  uint32_t listener_;
  Peer peer_;
  bool has_key_ = false;
  Router::Match match_;             // found at the request's head …
  uint64_t match_publication_ = 0;  // … in these routers
  std::string_view headers_;        // the door's
};

}  // namespace spark::http
