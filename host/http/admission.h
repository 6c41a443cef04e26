// What a request must pass before its handler runs: it comes from a page that may call, in time, by
// a caller who may, with a body that can be read.
//
// Which page: a browser names the page that sends a request in its Origin header. A page of another
// origin is refused on every route, whatever its method, since a browser sends the request before
// it asks anybody: what a page on this machine's browser sends comes from loopback. Pages of the
// listener's own origin may call, and those of the origins that the configuration lists under
// `cors:`.
//
// Which caller: credentials guard the risky direction; the safe direction is free from this
// machine. Risky routes look at Host as well (a rebound DNS name is not ours). Cookies do not exist
// here.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

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
  std::string_view headers;  // of the answer to a listed origin; lives as long as the door
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

// Judges the requests of one connection, one after the other: the worker's `context.request`. What
// is refused has its answer in `context.answer`. [worker]
class Admission {
 public:
  // The context outlives it.
  Admission(Context& context, uint32_t listener, Peer peer)
      : context_(context), listener_(listener), peer_(peer) {}

  // The request's head has been read, its body not. Looks its route up and calls Route::at_head if
  // the request may; returns what that leaves to do, or nothing.
  [[nodiscard]] Handler begin();

  // The request has been read. Its route, if it may be handled: its body is inflated into `memory`
  // by then, if it was compressed. Null: it is answered.
  [[nodiscard]] const Route* admit(InputMemory& memory);

  // The same for what has taken effect at its head, which is handled whatever its body is: what is
  // wrong with that, or "".
  [[nodiscard]] std::string_view admit_begun(InputMemory& memory);

  // Of the present request.
  [[nodiscard]] Peer peer() const { return peer_; }
  [[nodiscard]] std::string_view headers() const { return headers_; }  // that its answer gets
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
