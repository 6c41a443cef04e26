// One request and the means to answer it: at once, or later from another thread.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "http/request.h"
#include "http/response.h"

namespace spark::http {

// A deferred answer: sent from any thread, at most once; a connection that is gone, or has been
// answered 503 because this came too late, swallows it. If it is destroyed unsent the client gets
// 500. It may outlive the server.
class Deferred {
 public:
  virtual ~Deferred() = default;
  virtual void send(uint32_t code, ContentType type, std::string body) = 0;
};
using DeferredPtr = std::shared_ptr<Deferred>;

struct Peer {
  bool loopback = false;
  bool has_key = false;  // it presented the listener's token, on a route that looks at it
};

// Writes the answer that is sent when a deferred one has not come in time. [worker]
using LateResponse = std::function<void(Response&)>;

// What a handler may do with one request. [worker]
class Exchange {
 public:
  virtual ~Exchange() = default;
  virtual const Request& request() const = 0;
  virtual Response& response() = 0;
  virtual Peer peer() const = 0;
  // Server::on_stamp() as it was when the request may have been sent: no later than its first byte
  // was read, and from before a time for which its worker was stuck or its connection was busy.
  virtual uint64_t stamp() const = 0;
  // What is wrong with a request that took effect at its head (Route::at_head) and has no body for
  // that: static, "" if nothing is. Other requests with faults never reach a handler.
  virtual std::string_view complaint() const = 0;
  // Answer later: return from the handler without touching response(). Copy what you need of the
  // request. At most once per request. After `wait_ms` (0: Limits::deferred_timeout_ms; cut to
  // deferred_wait_ms_max) the client is answered by `late`; 503 if that is empty. A wait counts
  // from the moment when all earlier answers have been handed to the kernel, and a draining server
  // sits it out.
  virtual std::unique_ptr<Deferred> defer(uint32_t wait_ms = 0, LateResponse late = {}) = 0;
};

// Runs on the worker that read the request; must not block. An exception is answered with 500.
using Handler = std::function<void(Exchange&)>;

}  // namespace spark::http
