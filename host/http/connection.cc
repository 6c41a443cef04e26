#include "http/connection.h"

#include <linux/sockios.h>
#include <sys/ioctl.h>

#include <boost/asio/buffer.hpp>
#include <boost/asio/error.hpp>
#include <utility>

namespace spark::http {

using ErrorCode = boost::system::error_code;

Connection::Connection(Context& context, Socket socket, uint32_t listener, Peer peer)
    : context_(context),
      session_(context, listener, std::move(peer), *this),
      socket_(std::move(socket)) {
  deadline_.owner = this;
}

void Connection::start() {
  read();
  set_deadline();
}

void Connection::shed() {
  session_.refuse(503, "too many connections");
  run();
}

void Connection::run() {
  bool enough = true;
  do {
    enough = session_.serve();
    flush();
    context_.run_follow_up();
    if (closed_) return;
  } while (!enough && !writing_);
  Buffer& input = session_.input();
  // An idle connection keeps its larger buffer for the next request unless memory is tight.
  if (!reading_ && input.size() == 0 && session_.is_input_tight()) input.shrink();
  if (session_.closing() || (peer_done_ && !session_.awaiting())) {
    if (!writing_) return finish();
  } else if (enough && !session_.awaiting() && !reading_) {
    if (leaving_ && !more_to_read()) return leave();
    read();
  }
  set_deadline();
}

void Connection::read() {
  Buffer& input = session_.input();
  if (!input.make_room()) return refuse_input();
  reading_ = true;
  socket_.async_read_some(
      asio::buffer(input.room(), input.room_bytes()),
      in_memory(read_memory_, [self = shared_from_this()](const ErrorCode& error, size_t bytes) {
        self->on_read(error, bytes);
      }));
}

// Other connections use all the memory for unfinished requests.
void Connection::refuse_input() {
  context_.counts.input_refusals.add();
  turn_away("too much input is under way; send this later");
}

void Connection::turn_away(std::string_view why) {
  session_.refuse(503, why);
  session_.input().clear();
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
  if (session_.closing()) {  // refused while this read was outstanding
    session_.input().clear();
  } else {
    session_.arrived(bytes);
  }
  run();
}

// An idle connection's read is cancelled before the connection closes or shrinks. The read may have
// completed unseen: then its bytes are served as usual, and no request is lost.
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
  const Buffer& input = session_.input();
  return (input.size() == 0 && input.is_large()) || session_.output().is_large();
}

void Connection::shrink() {
  if (session_.input().size() == 0) session_.input().shrink();
  session_.output().shrink();
}

bool Connection::more_to_read() {
  ErrorCode error;
  return socket_.available(error) > 0;
}

void Connection::flush() {
  Output& output = session_.output();
  while (!writing_ && !output.unsent().empty()) {
    ErrorCode error;
    const size_t bytes = socket_.write_some(asio::buffer(output.unsent()), error);
    output.sent(bytes);
    context_.counts.bytes_out.add(bytes);
    if (error == asio::error::would_block) return await_room();
    if (error) {
      context_.counts.resets.add();
      return close();
    }
  }
}

void Connection::await_room() {
  if (session_.output().drop_sent() > 0) phase_ = Phase::none;  // progress: the peer's time anew
  untaken_bytes_ = untaken_bytes();
  writing_ = true;
  socket_.async_wait(Socket::wait_write,
                     in_memory(write_memory_, [self = shared_from_this()](const ErrorCode& error) {
                       self->on_writable(error);
                     }));
}

int Connection::untaken_bytes() {
  int bytes = 0;
  return ::ioctl(socket_.native_handle(), SIOCOUTQ, &bytes) == 0 ? bytes : 0;
}

// A writable socket is no measure: the kernel reports it only when a third of its buffer is free,
// and a slow peer may need longer for that than the timeout.
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
  session_.input().clear();
  if (!reading_) {
    session_.input().shrink();
    read();
  }
  set_deadline();
}

void Connection::linger(size_t bytes) {
  lingered_bytes_ += bytes;
  if (peer_done_ || leaving_ || lingered_bytes_ > linger_bytes_max) return close();
  read();
}

// The first that applies counts.
Phase Connection::present_phase() const {
  if (lingering_) return Phase::linger;
  if (writing_) return Phase::write;
  if (session_.awaiting()) return Phase::deferred;
  if (session_.in_body()) return Phase::body;
  return session_.started() ? Phase::head : Phase::idle;
}

void Connection::set_deadline() {
  if (closed_) return;
  const Phase phase = present_phase();
  const uint64_t request = session_.served();
  if (phase != phase_ || request != phase_request_) {
    // The body's time includes its own head's, not that of the head before.
    const bool same_request =
        request == phase_request_ && phase == Phase::body && phase_ == Phase::head;
    if (!same_request) since_ = context_.wheel.now();
    phase_ = phase;
    phase_request_ = request;
  }
  const Patience patience{session_.wait_ms(), context_.draining, can_shrink()};
  context_.wheel.set(deadline_, since_ + ticks(wait_ms_max(phase, context_.limits, patience)));
}

void Connection::expire() {
  const auto keep = shared_from_this();
  Counts& counts = context_.counts;
  switch (phase_) {
    case Phase::write:
      if (peer_has_taken_bytes()) return set_deadline();
      counts.write_timeouts.add();
      return abort();
    case Phase::deferred:
      counts.deferred_timeouts.add();
      session_.refuse_deferred();
      return run();
    case Phase::body:
    case Phase::head:
      counts.read_timeouts.add();
      session_.refuse(408, "the request did not arrive in time");
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

// Only idle connections are touched; the others close with their next response. A connection that
// has not been served yet may be new, so its first request may be on the way.
void Connection::drain() {
  const auto keep = shared_from_this();
  if (phase_ != Phase::idle) return;
  if (session_.served() == 0) return set_deadline();
  cancel_read(Intent::close);
}

Claim Connection::claim() {
  Standing standing;
  standing.lingering = lingering_;
  standing.answering = session_.awaiting() || (writing_ && session_.has_key());
  standing.unfinished = session_.started() || more_to_read() || writing_;
  standing.served = session_.served() > 0;
  standing.overdue = context_.wheel.now() >= since_ + ticks(context_.limits.head_timeout_ms);
  standing.has_key = session_.has_key();
  return claim_of(standing);
}

bool Connection::is_leaving() const {
  return leaving_ && !session_.awaiting() && !writing_;
}

// Reads the bytes that have come first. A request that is complete then is answered as the last.
void Connection::yield() {
  leaving_ = true;
  session_.end_soon();
  cancel_read(Intent::close);
}

// All bytes that came have been read. A peer that began a request is told that it is refused; the
// connection lingers then, and is the first to make room for the next one.
void Connection::leave() {
  if (lingering_ || !session_.started()) return close();
  turn_away("there are too many connections, and a request without a key makes room for others");
}

// Otherwise the bytes that the peer does not take would stay in the kernel's memory for minutes,
// and the peer would not learn that the connection has ended.
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
  context_.on_closed(*this);
}

}  // namespace spark::http
