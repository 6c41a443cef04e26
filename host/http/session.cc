#include "http/session.h"

#include <algorithm>
#include <exception>
#include <utility>

#include "base/assert.h"
#include "base/clock.h"

namespace spark::http {
namespace {

constexpr std::string_view no_answer = "the handler has not answered";
constexpr size_t input_slack_bytes =
    4'096;  // beyond head and body: framing of chunks, room to read

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
      input_(size_t{context.limits.head_bytes_max} + context.limits.body_bytes_max +
             input_slack_bytes),
      parser_(context.limits),
      listener_(listener),
      peer_(peer) {}

bool Session::serve() {
  while (!closing_ && !awaiting_ && input_.size() > 0) {
    if (unsent() > context_.limits.pipeline_bytes_max) return false;
    size_t size = input_.size();
    switch (parser_.parse(input_.data(), size)) {
      case Step::complete:
        handle();
        break;
      case Step::failed:
        context_.counts.parse_errors.add();
        refuse(parser_.failure().status, parser_.failure().reason);
        break;
      case Step::need_more:
        input_.resize(size);
        if (parser_.take_expectation()) output_.append("HTTP/1.1 100 Continue\r\n\r\n");
        return true;
    }
  }
  return true;
}

void Session::handle() {
  context_.counts.requests.add();
  parser_.view(input_.data(), context_.request);
  keep_alive_ = parser_.keep_alive();
  http_1_0_ = parser_.http_1_0();
  head_only_ = context_.request.method == Method::head;
  context_.answer.begin();
  dispatch();
  input_.consume(parser_.consumed());
  parser_.reset();
  ++served_;
  if (awaiting_) return;
  context_.answer.render(output_, head_only_, after(context_.answer.wants_close()));
}

// While draining, answers say close as soon as nothing has arrived behind their request.
After Session::after(bool wants_close) {
  closing_ =
      wants_close || !keep_alive_ || (context_.draining && input_.size() == 0 && !more_to_read());
  if (closing_) return After::close;
  return http_1_0_ ? After::keep_1_0 : After::keep;
}

void Session::dispatch() {
  const Request& request = context_.request;
  if (context_.routers == nullptr) {
    context_.answer.header("Retry-After", "1");
    return decline(503, "starting");
  }
  if (is_too_late()) {
    context_.counts.overloads.add();
    context_.answer.header("Retry-After", "1");
    return decline(503, "overloaded: the request has waited too long to be answered in time");
  }
  const Router::Match match = (*context_.routers)[listener_].find(request);
  if (match.route != nullptr) {
    if (may_call(*match.route)) run(*match.route);
    return;
  }
  context_.text.assign(match.allow.empty() ? "unknown route: " : "method not allowed: ");
  context_.text.append(request.method_text).append(" ").append(request.path);
  if (!match.allow.empty()) context_.answer.header("Allow", match.allow);
  decline(match.allow.empty() ? 404 : 405, context_.text);
}

// A worker that has more to do than time answers what it can soon enough, and refuses the rest at
// once: cheaper than an answer nobody waits for any more. Operators are never refused.
bool Session::is_too_late() const {
  if (context_.doors[listener_].vital || context_.ticked_ns == 0) return false;
  const int64_t waited_ns = queued_ns(context_.ticked_ns, base::steady_ns());
  return waited_ns > int64_t{context_.limits.queue_ms_max} * 1'000'000;
}

bool Session::may_call(const Route& route) {
  const Request& request = context_.request;
  if (route.access != Access::open) {
    const Decision decision = decide(route.access,
                                     {peer_.loopback, request.header("authorization"),
                                      request.header("host"), request.header("origin")},
                                     context_.doors[listener_]);
    if (decision.status != 0) {
      deny(decision);
      return false;
    }
  }
  if (request.method == Method::post && !request.body.empty() &&
      !is_json(request.header("content-type"))) {
    decline(415, "Content-Type must be application/json");
    return false;
  }
  return true;
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

void Session::run(const Route& route) {
  std::string_view failure = no_answer;
  try {
    route.handle(*this);
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
  decline(code, text);
  context_.answer.render(output_, false, After::close);
}

std::unique_ptr<Deferred> Session::defer(uint32_t wait_ms) {
  SPARK_ASSERT(!awaiting_, "a request is deferred once");
  awaiting_ = true;
  wait_ms_ =
      wait_ms == 0 ? context_.limits.deferred_timeout_ms : std::min(wait_ms, deferred_wait_ms_max);
  return std::make_unique<Later>(context_.outlet, weak_from_this(), ++ticket_);
}

void Session::answer_deferred(uint64_t ticket, uint32_t code, ContentType type,
                              std::string_view body) {
  if (!awaiting_ || ticket != ticket_) return;
  awaiting_ = false;
  render(output_, code, type, {}, body, head_only_, after(false));
  resume();
}

void Session::refuse_deferred() {
  awaiting_ = false;
  ++ticket_;
  context_.answer.begin();
  context_.answer.header("Retry-After", "1");
  decline(503, "the answer did not come in time");
  context_.answer.render(output_, head_only_, after(false));
}

}  // namespace spark::http
