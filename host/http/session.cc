#include "http/session.h"

#include <algorithm>
#include <exception>
#include <utility>

#include "base/assert.h"
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
  if (is_vital() && decide_on(Access::safe).has_key) has_key_ = true;
  match_publication_ = context_.publications;
  match_ = (*context_.routers)[listener_].find(context_.request);
  if (match_.route == nullptr || !match_.route->at_head || judge_page().foreign) return;
  const Decision decision = decide_on(match_.route->access);
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
  closing_ = wants_close || !keep_alive_ || leaving_ ||
             (context_.draining && input_.size() == 0 && !more_to_read());
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
  const bool takes_effect_at_head = match.route != nullptr && match.route->at_head;
  if (!takes_effect_at_head && is_too_late()) {
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

void Session::arrived() {
  if (input_.size() == 0)
    arrival_ = came_while_awaiting_ ? awaiting_since_ : context_.arrival_stamp();
  came_while_awaiting_ = false;
}

std::unique_ptr<Deferred> Session::defer(uint32_t wait_ms, LateAnswer late) {
  SPARK_ASSERT(!awaiting_, "a request is deferred once");
  awaiting_ = true;
  awaiting_since_ = context_.arrival_stamp();
  late_ = std::move(late);
  wait_ms_ =
      wait_ms == 0 ? context_.limits.deferred_timeout_ms : std::min(wait_ms, deferred_wait_ms_max);
  return std::make_unique<Later>(context_.outlet, weak_from_this(), ++ticket_);
}

void Session::answer_deferred(uint64_t ticket, uint32_t code, ContentType type,
                              std::string_view body) {
  if (!awaiting_ || ticket != ticket_) return;
  awaiting_ = false;
  came_while_awaiting_ = more_to_read();
  late_ = nullptr;
  render(output_, code, type, cors_, body, head_only_, after(false));
  resume();
}

void Session::refuse_deferred() {
  awaiting_ = false;
  came_while_awaiting_ = more_to_read();
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
