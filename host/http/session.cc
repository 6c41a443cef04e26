#include "http/session.h"

#include <algorithm>
#include <exception>
#include <utility>

#include "base/assert.h"
#include "base/clock.h"
#include "http/inflate.h"
#include "http/origin.h"

namespace spark::http {
namespace {

constexpr std::string_view no_answer = "the handler has not answered";

// Finds its way back by the worker's outlet and a weak pointer, either of which may lead nowhere by
// then.
class Later final : public Deferred {
 public:
  Later(std::shared_ptr<Outlet> outlet, std::weak_ptr<Session> session, uint64_t ticket)
      : outlet_(std::move(outlet)), session_(std::move(session)), ticket_(ticket) {}
  ~Later() override {
    if (!sent_) send(500, ContentType::json, R"({"error":"the request was dropped unanswered"})");
  }
  void send(uint32_t code, ContentType type, std::string body) override {
    SPARK_ASSERT(!sent_, "a deferred answer is sent once");
    sent_ = true;
    outlet_->post(
        [session = std::move(session_), ticket = ticket_, code, type, body = std::move(body)] {
          if (const auto waiting = session.lock())
            waiting->answer_deferred(ticket, code, type, body);
        });
  }

 private:
  std::shared_ptr<Outlet> outlet_;
  std::weak_ptr<Session> session_;
  uint64_t ticket_;
  bool sent_ = false;
};

}  // namespace

Session::Session(Context& context, uint32_t listener, Peer peer)
    : context_(context),
      input_(request_bytes_max(context.limits), context.budget_of(listener)),
      parser_(context.limits),
      listener_(listener),
      peer_(peer) {}

bool Session::serve() {
  while (!closing_ && !awaiting_ && input_.size() > 0) {
    if (unsent() > context_.limits.pipeline_bytes_max) return false;
    size_t size = input_.size();
    switch (parser_.parse(input_.data(), size)) {
      case Step::head:
        begin();
        break;
      case Step::complete:
        handle();
        break;
      case Step::failed:
        fail();
        break;
      case Step::need_more:
        input_.resize(size);
        if (parser_.take_expectation()) output_.append("HTTP/1.1 100 Continue\r\n\r\n");
        return true;
    }
  }
  return true;
}

// The head has been read: what must not wait for the rest takes effect.
void Session::begin() {
  match_ = {};
  begun_ = nullptr;
  complaint_ = {};
  if (context_.routers == nullptr) return;
  parser_.view_head(input_.data(), context_.request);
  match_publication_ = context_.publications;
  match_ = (*context_.routers)[listener_].find(context_.request);
  if (match_.route == nullptr || !match_.route->at_head || judge_page().foreign) return;
  const Decision decision = decide_on(*match_.route);
  if (decision.status != 0) return;  // it is refused when the request has been read
  begun_ = match_.route->at_head({peer_.loopback, decision.has_key});
}

// What is wrong with the message's framing ends the connection, since nobody knows where the next
// request would begin. A request that has taken effect is answered all the same where only its body
// cannot be had.
void Session::fail() {
  const Failure failure = parser_.failure();
  context_.counts.parse_errors.add();
  if (!begun_ || (failure.status != 413 && failure.status != 417))
    return refuse(failure.status, failure.reason);
  parser_.view_head(input_.data(), context_.request);
  complaint_ = failure.reason;
  keep_alive_ = false;
  call();
  conclude();
}

void Session::handle() {
  parser_.view(input_.data(), context_.request);
  keep_alive_ = parser_.keep_alive();
  call();
  input_.consume(parser_.consumed());
  parser_.reset();
  conclude();
}

void Session::call() {
  context_.counts.requests.add();
  http_1_0_ = parser_.http_1_0();
  head_only_ = context_.request.method == Method::head;
  context_.answer.begin();
  cors_ = {};
  dispatch();
  begun_ = nullptr;
  ++served_;
}

void Session::conclude() {
  if (awaiting_) return;
  context_.answer.render(output_, head_only_, after(context_.answer.wants_close()), cors_);
}

// While draining, answers say close as soon as nothing has arrived behind their request.
After Session::after(bool wants_close) {
  closing_ =
      wants_close || !keep_alive_ || (context_.draining && input_.size() == 0 && !more_to_read());
  if (closing_) return After::close;
  return http_1_0_ ? After::keep_1_0 : After::keep;
}

void Session::dispatch() {
  if (begun_) return run_begun();
  const Request& request = context_.request;
  if (context_.routers == nullptr) {
    context_.answer.header("Retry-After", "1");
    return decline(503, "starting");
  }
  const Router::Match match = find_route();
  if (!may_come_from(match)) return;
  const bool is_safe = match.route != nullptr && match.route->access == Access::safe;
  if (!is_safe && is_too_late()) {
    context_.counts.overloads.add();
    context_.answer.header("Retry-After", "1");
    return decline(503, "overloaded: the request has waited too long to be answered in time");
  }
  if (match.route != nullptr) {
    InputMemory inflated(context_.budget_of(listener_));
    if (may_call(*match.route) && has_readable_body(inflated)) run(match.route->handle);
    return;
  }
  if (!cors_.empty() && !match.allow.empty() && is_preflight(request)) {
    return allow_preflight(match.allow, context_.answer);
  }
  context_.text.assign(match.allow.empty() ? "unknown route: " : "method not allowed: ");
  context_.text.append(request.method_text).append(" ").append(request.path);
  if (!match.allow.empty()) context_.answer.header("Allow", match.allow);
  decline(match.allow.empty() ? 404 : 405, context_.text);
}

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

OriginJudgement Session::judge_page() const {
  const Request& request = context_.request;
  return judge_origin(request.header("origin"), request.header("host"), context_.doors[listener_]);
}

Decision Session::decide_on(const Route& route) const {
  const Request& request = context_.request;
  return decide(route.access,
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
  const Decision decision = decide_on(route);
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

void Session::run(const Handler& handler) {
  std::string_view failure = no_answer;
  try {
    handler(*this);
    if (awaiting_ || context_.answer.has_status()) return;
  } catch (const std::exception& exception) {
    context_.text.assign("the handler failed: ").append(exception.what());
    failure = context_.text;
  } catch (...) {
    failure = "the handler failed";
  }
  awaiting_ = false;
  ++ticket_;
  context_.answer.begin();
  context_.counts.handler_failures.add();
  decline(500, failure);
}

void Session::decline(uint32_t code, std::string_view text) {
  context_.counts.refuse(code);
  context_.answer.error(code, text);
}

void Session::refuse(uint32_t code, std::string_view text) {
  closing_ = true;
  context_.answer.begin();
  if (code == 503) context_.answer.header("Retry-After", "1");
  if (begun_) {
    begun_ = nullptr;
    context_.text.assign(text).append("; the action took effect all the same");
    text = context_.text;
  }
  decline(code, text);
  context_.answer.render(output_, false, After::close);
}

std::unique_ptr<Deferred> Session::defer(uint32_t wait_ms, LateAnswer late) {
  SPARK_ASSERT(!awaiting_, "a request is deferred once");
  awaiting_ = true;
  late_ = std::move(late);
  wait_ms_ =
      wait_ms == 0 ? context_.limits.deferred_timeout_ms : std::min(wait_ms, deferred_wait_ms_max);
  return std::make_unique<Later>(context_.outlet, weak_from_this(), ++ticket_);
}

void Session::answer_deferred(uint64_t ticket, uint32_t code, ContentType type,
                              std::string_view body) {
  if (!awaiting_ || ticket != ticket_) return;
  awaiting_ = false;
  late_ = nullptr;
  render(output_, code, type, cors_, body, head_only_, after(false));
  resume();
}

void Session::refuse_deferred() {
  awaiting_ = false;
  ++ticket_;
  context_.answer.begin();
  if (const LateAnswer late = std::exchange(late_, {})) {
    late(context_.answer);
  } else {
    context_.answer.header("Retry-After", "1");
    decline(503, "the answer did not come in time");
  }
  context_.answer.render(output_, head_only_, after(false), cors_);
}

}  // namespace spark::http
