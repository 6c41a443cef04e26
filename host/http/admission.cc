#include "http/admission.h"

#include <algorithm>
#include <charconv>
#include <utility>

#include "base/clock.h"
#include "http/grammar.h"
#include "http/host_name.h"
#include "http/inflate.h"

namespace spark::http {
namespace {

constexpr std::string_view foreign_origin =
    "requests from pages of another origin are refused; list that origin under the listener's "
    "cors: to allow it";
constexpr std::string_view own_scheme = "http://";
constexpr uint32_t own_scheme_port = 80;

// 0: not a valid port.
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

Handler Admission::begin() {
  match_ = {};
  note({});
  if (context_.routers == nullptr) return nullptr;
  if (door().vital && decide_on(Access::safe).has_key) has_key_ = true;
  match_publication_ = context_.publications;
  match_ = (*context_.routers)[listener_].find(context_.request);
  if (match_.route == nullptr || !match_.route->at_head || judge_page().foreign) return nullptr;
  const Decision decision = decide_on(match_.route->access);
  if (decision.status != 0) return nullptr;  // admit() refuses it when the request has been read
  note(decision);
  return match_.route->at_head(peer_);
}

const Route* Admission::admit(InputMemory& memory) {
  headers_ = {};
  if (context_.routers == nullptr) {
    context_.decline_for_now("starting");
    return nullptr;
  }
  const Router::Match match = find_route();
  if (!may_come_from(match)) return nullptr;
  const bool takes_effect_at_head = match.route != nullptr && match.route->at_head;
  const bool tells_of_host = match.route != nullptr && match.route->tells_of_host;
  if (!takes_effect_at_head && is_too_late() &&
      !(tells_of_host && context_.may_be_late(base::steady_ns()))) {
    context_.counts.overloads.add();
    context_.decline_for_now("overloaded: the request has waited too long to be answered in time");
    return nullptr;
  }
  if (match.route == nullptr) {
    answer_without_route(match.allow);
    return nullptr;
  }
  return may_call(*match.route) && has_readable_body(memory) ? match.route : nullptr;
}

std::string_view Admission::admit_begun(InputMemory& memory) {
  headers_ = judge_page().headers;
  const Failure wrong = inflate(memory);
  if (wrong.failed()) context_.request.body = {};
  return wrong.reason;
}

// Looked up once, at the head, unless other routers have been published since.
Router::Match Admission::find_route() const {
  if (match_publication_ == context_.publications) return match_;
  return (*context_.routers)[listener_].find(context_.request);
}

Tally* Admission::tally() const {
  if (match_.route == nullptr || !match_.route->tally) return nullptr;
  return match_.route->tally(context_.request.path);
}

// At the head the parser has not refused a second Origin yet. A request with two is refused.
OriginJudgement Admission::judge_page() const {
  const Request& request = context_.request;
  std::string_view origin;
  uint32_t origins = 0;
  for (const Header& header : request.headers) {
    if (!equal_ignoring_case(header.name, "origin")) continue;
    origin = header.value;
    if (++origins > 1) return {true, {}};
  }
  if (origin.empty()) return {};
  return judge_origin(origin, request.host, door());
}

// Pages of other origins may call nothing.
bool Admission::may_come_from(const Router::Match& match) {
  const OriginJudgement judgement = judge_page();
  headers_ = judgement.headers;
  if (!judgement.foreign) return true;
  const bool guarded = match.route != nullptr && match.route->access != Access::open;
  if (guarded) {
    deny({403, foreign_origin});
  } else {
    context_.decline(403, foreign_origin);
  }
  return false;
}

// An overloaded worker refuses requests at once that have waited too long: that is cheaper than
// responses to clients that have given up. Requests to a vital listener are never refused, nor is
// the safe direction anywhere.
bool Admission::is_too_late() const {
  return context_.limits.refuses_late && !door().vital && context_.ticked_ns != 0 &&
         context_.is_stuck(base::steady_ns());
}

Decision Admission::decide_on(Access access) const {
  const Request& request = context_.request;
  return decide(
      access,
      {peer_.loopback, is_forwarded(request), request.header("authorization"), request.host,
       peer_.role, request.method == Method::get || request.method == Method::head},
      door());
}

void Admission::note(const Decision& decision) {
  peer_.has_key = decision.has_key;
  peer_.has_token = decision.has_token;
}

bool Admission::may_call(const Route& route) {
  if (route.access == Access::open) return true;
  const Decision decision = decide_on(route.access);
  note(decision);
  if (decision.status == 0) return true;
  deny(decision);
  return false;
}

void Admission::deny(const Decision& decision) {
  const Request& request = context_.request;
  if (context_.on_denied) {
    context_.on_denied({listener_, decision.status, request.method_text,
                        request.path.substr(0, denial_path_bytes_max), decision.text,
                        peer_.loopback, peer_.user});
  }
  if (decision.status == 401) context_.answer.header("WWW-Authenticate", "Bearer");
  context_.decline(decision.status, decision.text);
}

// Replaces a compressed body by the inflated one, which is in `memory`.
Failure Admission::inflate(InputMemory& memory) {
  Request& request = context_.request;
  const Coding coding = request.body.empty() ? Coding::none : content_coding(request);
  if (coding == Coding::none) return {};
  if (coding == Coding::unknown)
    return {415, "Content-Encoding must be gzip or deflate, once, or absent"};
  Inflated inflated = inflate_body(coding, request.body, context_.limits.body_bytes_max, memory);
  request.body = inflated.body;
  context_.text = std::move(inflated.text);
  return {inflated.status, context_.text};
}

bool Admission::has_readable_body(InputMemory& memory) {
  const Failure wrong = inflate(memory);
  if (!wrong.failed()) return true;
  if (wrong.status == 415) context_.answer.header("Accept-Encoding", "gzip, deflate");
  if (wrong.status == 503) {
    context_.counts.input_refusals.add();
    context_.answer.header("Retry-After", "1");
  }
  context_.decline(wrong.status, wrong.reason);
  return false;
}

// `allow`: the methods of the path, "" if nothing is there. OPTIONS of "/" asks for the whole host
// where nothing is there: HAProxy checks a server's health so, unless it is told another way.
void Admission::answer_without_route(std::string_view allow) {
  const Request& request = context_.request;
  BufferedResponse& answer = context_.answer;
  const bool whole = request.path == "*" ||
                     (request.path == "/" && request.method == Method::options && allow.empty());
  if (whole) allow = "GET, HEAD, POST, OPTIONS";
  if (!allow.empty()) answer.header("Allow", allow);
  if (!allow.empty() && request.method == Method::options) {
    answer.status(204, ContentType::json);
    // A browser asks what a page of a listed origin may send.
    if (headers_.empty() || request.header("access-control-request-method").empty()) return;
    answer.header("Access-Control-Allow-Methods", allow);
    answer.header("Access-Control-Allow-Headers", "Authorization, Content-Type, *");
    answer.header("Access-Control-Max-Age", "600");
    return;
  }
  context_.text.assign(allow.empty() ? "unknown route: " : "method not allowed: ");
  context_.text.append(request.method_text).append(" ").append(request.path);
  context_.decline(allow.empty() ? 404 : 405, context_.text);
}

}  // namespace spark::http
