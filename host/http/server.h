// What the rest of the host sees of HTTP: requests as views into the connection's buffer, responses
// written into it, routes with their access, and a server of one thread per worker.
//
// A request passes: listener -> connection (bounded reads, coarse timeouts) -> parser (strict,
// incremental)
// -> router -> access -> handler -> response. A handler answers at once, on the worker, or defers
// and is answered from another thread; a connection looks at its next request only when the one
// before is answered, so pipelined answers keep their order.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <vector>

#include "base/error.h"
#include "http/access.h"
#include "http/counts.h"
#include "http/denial.h"
#include "http/exchange.h"
#include "http/limits.h"
#include "http/listener_spec.h"
#include "http/request.h"
#include "http/response.h"
#include "http/router.h"

namespace spark::http {

class Server {
 public:
  // Binds every listener (once without SO_REUSEPORT, so that a port in use is noticed). From here
  // on the kernel accepts connections; they are served after start(). Errors name the listener,
  // address and port, or the limit that is out of range.
  static base::Result<std::unique_ptr<Server>> open(std::vector<ListenerSpec> listeners,
                                                    const Limits& limits, uint32_t workers);
  virtual ~Server() = default;

  // The port that listener number `index` really has. [any]
  [[nodiscard]] virtual uint16_t port(size_t index) const = 0;

  // Gives every worker the routers (one per listener, in the order of `listeners`). `acknowledged`
  // is called once per worker, on it, when none of its handlers runs in the previous ones any more;
  // deferred answers of theirs may be outstanding. Keep the previous routers until all workers have
  // acknowledged, so that what they own is not destroyed on a worker. Before the first publish()
  // requests are answered 503. [any]
  virtual void publish(std::shared_ptr<const std::vector<Router>> routers,
                       std::function<void(uint32_t worker)> acknowledged) = 0;

  // Calls `tell` whenever a guarded route is refused, on the worker that refuses it; before
  // start(). On the thread that opened it.
  virtual void on_denied(OnDenied tell) = 0;

  // A number that only ever grows, by which handlers tell what was asked for before an event from
  // what was asked for after it (Exchange::stamp()); cheap, never waits; before start().
  // Set on the thread that opened it; workers call it.
  virtual void on_stamp(std::function<uint64_t()> stamp) = 0;

  // Starts the workers' threads, once; `on_worker_start` runs first on each. On the thread that
  // opened it.
  virtual void start(std::function<void(uint32_t worker)> on_worker_start) = 0;

  // Runs `task` on a worker, in the order of posting; dropped after stop(). [any]
  virtual void post(uint32_t worker, std::function<void()> task) = 0;

  // Serves what the kernel has already accepted, then stops accepting; vital listeners go on until
  // a worker's other connections are gone. Requests that have been received or begun are answered;
  // then connections close, idle ones at once. `drained` is called once, from a worker, when none
  // is left. [any]
  virtual void drain(std::function<void()> drained) = 0;

  // Closes everything at once and joins the workers. Idempotent. Also done by the destructor.
  // On the thread that opened it, which is no worker.
  virtual void stop() = 0;

  // [any]
  [[nodiscard]] virtual uint32_t open_connections() const = 0;
  [[nodiscard]] virtual uint32_t workers() const = 0;
  [[nodiscard]] virtual const Counts& counts(uint32_t worker) const = 0;
};

}  // namespace spark::http
