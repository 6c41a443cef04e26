// How a connection makes room for another.
#include "http/connection.h"

namespace spark::http {

Claim Connection::claim() {
  Standing standing;
  standing.lingering = lingering_;
  standing.answering = awaiting() || writing_;
  standing.unfinished = started() || more_to_read();
  standing.served = served() > 0;
  standing.overdue = context_.wheel.now() >= since_ + ticks(context_.limits.head_timeout_ms);
  standing.has_key = has_key();
  return claim_of(standing);
}

bool Connection::is_leaving() const {
  return leaving_ && !awaiting() && !writing_;
}

// What has come is read first. If a request is complete by then, it is answered, as the last one.
void Connection::yield() {
  leaving_ = true;
  cancel_read(Intent::close);
}

// Nothing has come that is not read. Who has begun a request is told that it is not answered; the
// connection lingers then, and makes room once more for whoever comes next.
void Connection::leave() {
  if (lingering_ || !started()) return close();
  refuse(503, "there are too many connections, and a request without a key makes room for others");
  input_.clear();
  run();
}

}  // namespace spark::http
