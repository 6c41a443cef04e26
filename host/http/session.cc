#include "http/session.h"

#include <algorithm>
#include <exception>
#include <utility>

#include "base/assert.h"

namespace spark::http {
namespace {

constexpr std::string_view no_answer = "the handler has not answered";

// Reaches its session by the worker's outlet and a weak pointer. The worker or the session may be
// gone by then.
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

Session::Session(Context& context, uint32_t listener, Peer peer, Carrier& carrier)
    : context_(context),
      carrier_(carrier),
      input_(request_bytes_max(context.limits), context.budget_of(listener)),
      parser_(context.limits),
      admission_(context, listener, std::move(peer)) {}

void Session::arrived(size_t bytes) {
  if (input_.size() == 0)
    arrival_ = came_while_awaiting_ ? awaiting_since_ : context_.arrival_stamp();
  came_while_awaiting_ = false;
  input_.commit(bytes);
}

bool Session::serve() {
  while (!closing_ && !awaiting_ && input_.size() > 0) {
    if (output_.unsent().size() > context_.limits.pipeline_bytes_max) return false;
    size_t size = input_.size();
    switch (parser_.parse(input_.data(), size)) {
      case ParseProgress::head:
        context_.run_follow_up();  // of the request before
        begin();
        break;
      case ParseProgress::complete:
        handle();
        break;
      case ParseProgress::failed:
        fail();
        break;
      case ParseProgress::need_more:
        input_.resize(size);
        if (parser_.take_expectation()) output_.text().append("HTTP/1.1 100 Continue\r\n\r\n");
        return true;
    }
  }
  return true;
}

// The head has been read: an action that must not wait for the body takes effect.
void Session::begin() {
  complaint_ = {};
  parser_.view_head(input_.data(), context_.request);
  begun_ = admission_.begin();
  tally_ = admission_.tally();
}

// A fault in the message's framing ends the connection, since the beginning of the next request is
// unknown. A request that took effect at its head still reaches its handler if only its body cannot
// be had (413 and 417).
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
  dispatch();
  begun_ = nullptr;
  ++served_;
}

void Session::dispatch() {
  InputMemory inflated(context_.budget_of(admission_.listener()));
  if (begun_) {
    const std::string_view wrong = admission_.admit_begun(inflated);
    if (!wrong.empty()) complaint_ = wrong;
    return run(begun_);
  }
  if (const Route* route = admission_.admit(inflated)) run(route->handle);
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
  context_.decline(500, failure);
}

void Session::conclude() {
  if (awaiting_) return;
  const BufferedResponse& answer = context_.answer;
  answer.render(output_.text(), {after(answer.wants_close()), head_only_, context_.date.text(),
                                 admission_.headers()});
  count(answer.code());
}

// Counts the response to the request whose head was read last.
void Session::count(uint32_t code) {
  if (Tally* const tally = std::exchange(tally_, nullptr)) tally->answered(code);
}

// While draining, a response says close unless more has arrived behind its request.
After Session::after(bool wants_close) {
  closing_ = wants_close || !keep_alive_ || ending_ ||
             (context_.draining && input_.size() == 0 && !carrier_.more_to_read());
  if (closing_) return After::close;
  return http_1_0_ ? After::keep_1_0 : After::keep;
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
  context_.decline(code, text);
  context_.answer.render(output_.text(), {After::close, parser_.is_head(), context_.date.text()});
  count(code);
}

std::unique_ptr<Deferred> Session::defer(uint32_t wait_ms, LateResponse late) {
  SPARK_ASSERT(!awaiting_, "a request is deferred once");
  awaiting_ = true;
  awaiting_since_ = context_.arrival_stamp();
  late_ = std::move(late);
  wait_ms_ =
      wait_ms == 0 ? context_.limits.deferred_timeout_ms : std::min(wait_ms, deferred_wait_ms_max);
  return std::make_unique<Later>(context_.outlet, carrier_.session(), ++ticket_);
}

void Session::end_wait() {
  awaiting_ = false;
  came_while_awaiting_ = carrier_.more_to_read();
}

void Session::answer_deferred(uint64_t ticket, uint32_t code, ContentType type,
                              std::string_view body) {
  if (!awaiting_ || ticket != ticket_) return;
  end_wait();
  late_ = nullptr;
  context_.answer.begin();
  context_.answer.status(code, type);
  context_.answer.body().assign(body);
  conclude();
  carrier_.resume();
}

void Session::refuse_deferred() {
  end_wait();
  ++ticket_;
  context_.answer.begin();
  if (const LateResponse late = std::exchange(late_, {})) {
    late(context_.answer);
  } else {
    context_.decline_for_now("the answer did not come in time");
  }
  conclude();
}

}  // namespace spark::http
