// The data that one worker's connections share. Only that worker touches it, except the counts.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/clock.h"
#include "http/buffered_response.h"
#include "http/counts.h"
#include "http/date.h"
#include "http/denial.h"
#include "http/door.h"
#include "http/exchange.h"
#include "http/input_memory.h"
#include "http/limits.h"
#include "http/outlet.h"
#include "http/phase.h"
#include "http/request.h"
#include "http/router.h"
#include "http/wheel.h"

namespace spark::http {

class Connection;

// How long a worker's timer is overdue. The worker runs the timer between the reads that it has to
// answer, so bytes that it reads now have waited for at least this long. A lower bound: the time
// counts only from when the timer is due.
constexpr int64_t queued_ns(int64_t ticked_ns, int64_t now_ns) {
  return now_ns - ticked_ns - int64_t{tick_ms} * 1'000'000;
}

inline constexpr uint32_t late_a_second_max = 16;  // see Context::may_be_late()

struct Context {
  Limits limits;
  std::vector<Door> doors;  // by listener
  std::shared_ptr<const std::vector<Router>>
      routers;                // by listener; null before the first publish()
  uint64_t publications = 0;  // how often `routers` was exchanged
  std::shared_ptr<Outlet> outlet;
  OnDenied on_denied;       // may be empty
  ByteBudget input_budget;  // of connections to data listeners
  ByteBudget vital_input_budget;
  bool draining = false;
  int64_t ticked_ns = 0;             // when the wheel was last turned; 0: never
  std::function<uint64_t()> stamp;   // see Server::on_stamp(); may be empty
  uint64_t ticked_stamp = 0;         // when the wheel was last turned in time
  int64_t catching_up_until_ns = 0;  // bytes read before this may have come during a delay
  int64_t late_since_ns = 0;         // of the second in which these were answered late …
  uint32_t late = 0;                 // … so many
  Wheel wheel;
  Counts counts;
  // A connection has closed itself; called once for each.
  std::function<void(Connection&)> on_closed;
  DateHeader date;  // the present date, at most a tick old
  // Scratch, used between a request's last byte and its rendered response.
  Request request;
  BufferedResponse answer;
  std::string text;
  FollowUp follow_up;  // of the last request; run before the worker returns to its events

  explicit Context(const Limits& limits_ = {})
      : limits(limits_),
        input_budget(limits.input_bytes_max),
        vital_input_budget(limits.vital_input_bytes_max) {}
  ~Context() = default;
  Context(const Context&) = delete;
  Context& operator=(const Context&) = delete;

  // The stamp of bytes that are read now. A worker that was stuck in a handler reads afterwards the
  // bytes that came meanwhile. They may be older than any event since, so they get the older stamp.
  [[nodiscard]] uint64_t arrival_stamp() const {
    const uint64_t present = stamp ? stamp() : 0;
    if (present == ticked_stamp) return present;
    const int64_t now_ns = base::steady_ns();
    const bool is_behind = is_stuck(now_ns) || now_ns < catching_up_until_ns;
    return is_behind ? ticked_stamp : present;
  }
  [[nodiscard]] bool is_stuck(int64_t now_ns) const {
    return ticked_ns != 0 &&
           queued_ns(ticked_ns, now_ns) > int64_t{limits.queue_ms_max} * 1'000'000;
  }

  // Of routes that tell of the host: some a second, since a flood of them is work like any other.
  [[nodiscard]] bool may_be_late(int64_t now_ns) {
    if (now_ns - late_since_ns >= 1'000'000'000) {
      late_since_ns = now_ns;
      late = 0;
    }
    return late++ < late_a_second_max;
  }

  ByteBudget& budget_of(uint32_t listener) {
    return doors[listener].vital ? vital_input_budget : input_budget;
  }

  void run_follow_up() {
    const FollowUp work = std::exchange(follow_up, {});
    if (work.run != nullptr) work.run(work.subject);
  }

  // An error response that leaves the connection as it is.
  void decline(uint32_t code, std::string_view why) {
    counts.refuse(code);
    answer.error(code, why);
  }
  // The same for a request that the client may repeat in a moment.
  void decline_for_now(std::string_view why) {
    answer.header("Retry-After", "1");
    decline(503, why);
  }
};

}  // namespace spark::http
