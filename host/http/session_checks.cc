// What a request must pass before its handler runs: in time, from a page that may call, by a caller
// who may, with a body that can be read.
#include <algorithm>

#include "base/clock.h"
#include "http/grammar.h"
#include "http/inflate.h"
#include "http/session.h"

namespace spark::http {

// A worker that has more to do than time answers what it can soon enough, and refuses the rest at
// once: cheaper than an answer nobody waits for any more. Operators are never refused, nor is the
// safe direction anywhere.
bool Session::is_too_late() const {
  if (is_vital() || context_.ticked_ns == 0) return false;
  const int64_t waited_ns = queued_ns(context_.ticked_ns, base::steady_ns());
  return waited_ns > int64_t{context_.limits.queue_ms_max} * 1'000'000;
}

// Looked up once, at the head, unless other routers have been published since.
Router::Match Session::find_route() {
  if (match_publication_ == context_.publications) return match_;
  return (*context_.routers)[listener_].find(context_.request);
}

// At the head the parser has not refused a second Origin yet; two name no page that may call.
OriginJudgement Session::judge_page() const {
  const Request& request = context_.request;
  const auto names_page = [](const Header& header) {
    return equal_ignoring_case(header.name, "origin");
  };
  if (std::count_if(request.headers.begin(), request.headers.end(), names_page) > 1)
    return {true, {}};
  const std::string_view origin = request.header("origin");
  if (origin.empty()) return {};
  return judge_origin(origin, request.header("host"), context_.doors[listener_]);
}

Decision Session::decide_on(Access access) const {
  const Request& request = context_.request;
  return decide(access,
                {peer_.loopback, is_forwarded(request), request.header("authorization"),
                 request.header("host")},
                context_.doors[listener_]);
}

// Pages of other origins may call nothing.
bool Session::may_come_from(const Router::Match& match) {
  const OriginJudgement judgement = judge_page();
  cors_ = judgement.headers;
  if (!judgement.foreign) return true;
  const bool guarded = match.route != nullptr && match.route->access != Access::open;
  if (guarded) {
    deny({403, foreign_origin_text});
  } else {
    decline(403, foreign_origin_text);
  }
  return false;
}

bool Session::may_call(const Route& route) {
  peer_.has_key = false;
  if (route.access == Access::open) return true;
  const Decision decision = decide_on(route.access);
  peer_.has_key = decision.has_key;
  if (decision.status == 0) return true;
  deny(decision);
  return false;
}

// What has taken effect is handled, whatever its body is.
void Session::run_begun() {
  cors_ = judge_page().headers;
  InputMemory memory(context_.budget_of(listener_));
  if (const Failure wrong = inflate(memory); wrong.failed()) {
    context_.request.body = {};
    complaint_ = wrong.reason;
  }
  run(begun_);
}

// Afterwards the request's body is what was compressed, in `memory`, if it was.
Failure Session::inflate(InputMemory& memory) {
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

bool Session::has_readable_body(InputMemory& memory) {
  const Failure wrong = inflate(memory);
  if (!wrong.failed()) return true;
  if (wrong.status == 415) context_.answer.header("Accept-Encoding", "gzip, deflate");
  if (wrong.status == 503) {
    context_.counts.input_refusals.add();
    context_.answer.header("Retry-After", "1");
  }
  decline(wrong.status, wrong.reason);
  return false;
}

void Session::deny(const Decision& decision) {
  const Request& request = context_.request;
  if (context_.on_denied) {
    context_.on_denied({listener_, decision.status, request.method_text,
                        request.path.substr(0, denial_path_bytes_max), decision.text,
                        peer_.loopback});
  }
  if (decision.status == 401) context_.answer.header("WWW-Authenticate", "Bearer");
  decline(decision.status, decision.text);
}

}  // namespace spark::http
