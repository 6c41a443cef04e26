// The interface of HTTP for the rest of the host: requests as views into the connection's buffer,
// responses that handlers write, routes with their access, and a server of one thread per worker.
//
// A request passes: listener -> connection (bounded reads, coarse timeouts) -> parser (strict,
// incremental) -> router -> access -> handler -> response. A handler responds at once, on the
// worker, or defers, and another thread sends the response. A connection looks at its next request
// only after the response to the one before, so pipelined responses keep their order.
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
  // is called once per worker, on the worker, when none of its handlers runs in the previous
  // routers any more; their deferred responses may be outstanding. Keep the previous routers until
  // all workers have acknowledged, so that no worker destroys what the routers own. Before the
  // first publish() requests are answered 503. [any]
  virtual void publish(std::shared_ptr<const std::vector<Router>> routers,
                       std::function<void(uint32_t worker)> acknowledged) = 0;

  // Sets `tell`, which is called whenever a guarded route is refused, on the worker that refuses
  // it. Before start(), on the thread that opened the server.
  virtual void on_denied(OnDenied tell) = 0;

  // Sets `stamp`, which returns a number that only grows. Handlers compare such numbers to tell
  // whether a request came before or after an event (Exchange::stamp()). Workers call `stamp`: it
  // is cheap and never waits. Before start(), on the thread that opened the server.
  virtual void on_stamp(std::function<uint64_t()> stamp) = 0;

  // Starts the workers' threads, once; `on_worker_start` runs first on each. On the thread that
  // opened the server.
  virtual void start(std::function<void(uint32_t worker)> on_worker_start) = 0;

  // Runs `task` on a worker, in the order of posting; dropped after stop(). [any]
  virtual void post(uint32_t worker, std::function<void()> task) = 0;

  // Serves connections that the kernel has accepted, then stops accepting; vital listeners go on
  // until a worker's other connections are gone. Requests that have been received or begun are
  // answered; then connections close, idle ones at once. `drained` is called once, from a worker,
  // when none is left. [any]
  virtual void drain(std::function<void()> drained) = 0;

  // Closes everything at once and joins the workers. Idempotent. Also done by the destructor.
  // On the thread that opened the server, which is no worker.
  virtual void stop() = 0;

  // [any]
  [[nodiscard]] virtual uint32_t open_connections() const = 0;
  [[nodiscard]] virtual uint32_t workers() const = 0;
  [[nodiscard]] virtual const Counts& counts(uint32_t worker) const = 0;
};

}  // namespace spark::http
