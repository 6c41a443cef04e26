#include "http/connection.h"

#include <linux/sockios.h>
#include <sys/ioctl.h>

#include <algorithm>
#include <boost/asio/bind_allocator.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/error.hpp>
#include <utility>

namespace spark::http {
namespace {

using ErrorCode = boost::system::error_code;

constexpr size_t kept_output_bytes_max = 16'384;

}  // namespace

Connection::Connection(Context& context, Socket socket, uint32_t listener, Peer peer)
    : Session(context, listener, peer), socket_(std::move(socket)) {
  deadline_.owner = this;
}

void Connection::start() {
  read();
  set_deadline();
}

void Connection::shed() {
  refuse(503, "too many connections");
  run();
}

void Connection::run() {
  bool enough = true;
  do {
    enough = serve();
    flush();
    if (closed_) return;
  } while (!enough && !writing_);
  // An idle connection keeps what it has grown for its next request while there is enough.
  if (!reading_ && input_.size() == 0 && is_input_tight()) input_.shrink();
  if (closing() || (peer_done_ && !awaiting())) {
    if (!writing_) return finish();
  } else if (enough && !awaiting() && !reading_) {
    if (leaving_ && !more_to_read()) return leave();
    read();
  }
  set_deadline();
}

void Connection::read() {
  if (!input_.make_room()) return refuse_input();
  reading_ = true;
  socket_.async_read_some(
      asio::buffer(input_.room(), input_.room_bytes()),
      asio::bind_allocator(
          OperationAllocator<void>(read_memory_),
          [self = self()](const ErrorCode& error, size_t bytes) { self->on_read(error, bytes); }));
}

// Others have all the memory that there is for unfinished requests.
void Connection::refuse_input() {
  context_.counts.input_refusals.add();
  refuse(503, "too much input is under way; send this later");
  input_.clear();
  run();
}

void Connection::on_read(const ErrorCode& error, size_t bytes) {
  reading_ = false;
  if (closed_) return;
  context_.counts.bytes_in.add(bytes);
  if (error == asio::error::operation_aborted) return on_cancelled();
  intent_ = Intent::none;
  if (error && error != asio::error::eof) {
    context_.counts.resets.add();
    return close();
  }
  peer_done_ = error == asio::error::eof;
  if (lingering_) return linger(bytes);
  if (closing()) {  // refused while this read was outstanding
    input_.clear();
  } else {
    arrived();
    input_.commit(bytes);
  }
  run();
}

// An idle connection's read is cancelled before anything is done to it, since it may have completed
// without our knowing yet: then its bytes are served as usual, and no request is lost.
void Connection::cancel_read(Intent intent) {
  intent_ = intent;
  ErrorCode ignored;
  socket_.cancel(ignored);
}

void Connection::on_cancelled() {
  const Intent intent = std::exchange(intent_, Intent::none);
  if ((intent == Intent::close || leaving_) && !more_to_read()) return leave();
  if (intent == Intent::shrink) shrink();
  read();
  set_deadline();
}

bool Connection::can_shrink() const {
  return (input_.size() == 0 && input_.is_large()) || output_.capacity() > kept_output_bytes_max;
}

void Connection::shrink() {
  if (input_.size() == 0) input_.shrink();
  if (output_.capacity() > kept_output_bytes_max) output_.shrink_to_fit();
}

void Connection::resume() {
  if (!closed_) run();
}

bool Connection::more_to_read() {
  ErrorCode error;
  return socket_.available(error) > 0;
}

void Connection::flush() {
  while (!writing_ && unsent() > 0) {
    ErrorCode error;
    const size_t bytes = socket_.write_some(asio::buffer(output_.data() + sent_, unsent()), error);
    sent_ += bytes;
    context_.counts.bytes_out.add(bytes);
    if (error == asio::error::would_block) {
      if (sent_ > 0) phase_ = Phase::none;  // progress: the peer's time begins anew
      untaken_bytes_ = untaken_bytes();
      output_.erase(0, sent_);
      sent_ = 0;
      writing_ = true;
      socket_.async_wait(
          Socket::wait_write,
          asio::bind_allocator(OperationAllocator<void>(write_memory_),
                               [self = self()](const ErrorCode& e) { self->on_writable(e); }));
    } else if (error) {
      context_.counts.resets.add();
      return close();
    }
  }
  if (unsent() == 0) {
    output_.clear();
    sent_ = 0;
  }
}

int Connection::untaken_bytes() {
  int bytes = 0;
  return ::ioctl(socket_.native_handle(), SIOCOUTQ, &bytes) == 0 ? bytes : 0;
}

// Being writable again is no measure: the kernel says so only when a third of its buffer is free,
// for which a slow peer may need longer than it is given.
bool Connection::peer_has_taken_bytes() {
  const int before = std::exchange(untaken_bytes_, untaken_bytes());
  if (untaken_bytes_ >= before) return false;
  phase_ = Phase::none;
  return true;
}

void Connection::on_writable(const ErrorCode& error) {
  writing_ = false;
  if (closed_) return;
  if (error) return close();
  run();
}

void Connection::finish() {
  ErrorCode error;
  socket_.shutdown(Socket::shutdown_send, error);
  if (error || peer_done_) return close();
  lingering_ = true;
  leaving_ = false;
  input_.clear();
  if (!reading_) {
    input_.shrink();
    read();
  }
  set_deadline();
}

void Connection::linger(size_t bytes) {
  lingered_bytes_ += bytes;
  if (peer_done_ || leaving_ || lingered_bytes_ > linger_bytes_max) return close();
  read();
}

Connection::Phase Connection::present_phase() const {
  if (lingering_) return Phase::linger;
  if (writing_) return Phase::write;
  if (awaiting()) return Phase::deferred;
  if (in_body()) return Phase::body;
  return started() ? Phase::head : Phase::idle;
}

uint64_t Connection::ticks_allowed() const {
  const Limits& limits = context_.limits;
  switch (phase_) {
    case Phase::linger:
      return ticks(linger_timeout_ms);
    case Phase::write:
      return ticks(limits.write_timeout_ms);
    case Phase::deferred:
      return ticks(wait_ms());
    case Phase::body:
      return ticks(limits.body_timeout_ms);
    case Phase::head:
      return ticks(limits.head_timeout_ms);
    default:
      if (context_.draining) return ticks(drain_grace_ms);
      return ticks(can_shrink() ? std::min(shrink_after_ms, limits.idle_timeout_ms)
                                : limits.idle_timeout_ms);
  }
}

void Connection::set_deadline() {
  if (closed_) return;
  const Phase phase = present_phase();
  if (phase != phase_ || served() != phase_request_) {
    // The body's time includes its own head's, not that of the head before.
    const bool same_request =
        served() == phase_request_ && phase == Phase::body && phase_ == Phase::head;
    if (!same_request) since_ = context_.wheel.now();
    phase_ = phase;
    phase_request_ = served();
  }
  context_.wheel.set(deadline_, since_ + ticks_allowed());
}

void Connection::expire() {
  const auto keep = self();
  Counts& counts = context_.counts;
  switch (phase_) {
    case Phase::write:
      if (peer_has_taken_bytes()) return set_deadline();
      counts.write_timeouts.add();
      return abort();
    case Phase::deferred:
      counts.deferred_timeouts.add();
      refuse_deferred();
      return run();
    case Phase::body:
    case Phase::head:
      counts.read_timeouts.add();
      refuse(408, "the request did not arrive in time");
      return run();
    case Phase::idle:
      break;
    default:
      return close();
  }
  const bool idle_for_long =
      context_.wheel.now() >= since_ + ticks(context_.limits.idle_timeout_ms);
  if (idle_for_long) counts.idle_timeouts.add();
  cancel_read(idle_for_long || context_.draining ? Intent::close : Intent::shrink);
}

// Only idle connections are touched; the others close with their next answer. One that has not been
// served yet may just have been accepted, so its first request may be on the way.
void Connection::drain() {
  const auto keep = self();
  if (phase_ != Phase::idle) return;
  if (served() == 0) return set_deadline();
  cancel_read(Intent::close);
}

// What the peer does not take would otherwise stay in the kernel's memory for minutes, and the peer
// would not learn that nobody is there any more.
void Connection::abort() {
  ErrorCode ignored;
  socket_.set_option(Socket::linger(true, 0), ignored);
  close();
}

void Connection::close() {
  if (closed_) return;
  closed_ = true;
  ErrorCode ignored;
  socket_.close(ignored);
  context_.wheel.cancel(deadline_);
  context_.forget(*this);
}

}  // namespace spark::http
