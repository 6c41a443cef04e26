// One request and the means to answer it: at once, or later from another thread.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "http/peers.h"
#include "http/request.h"
#include "http/response.h"

namespace spark::http {

// A deferred response, sent from any thread, at most once. It is dropped if the connection is gone,
// or if the client has got 503 because the response came too late. If the object is destroyed
// unsent, the client gets 500. The object may outlive the server.
class Deferred {
 public:
  virtual ~Deferred() = default;
  virtual void send(uint32_t code, ContentType type, std::string body) = 0;
};
using DeferredPtr = std::shared_ptr<Deferred>;

struct Peer {
  bool loopback = false;
  // The caller presented the listener's token, or is a user whom the listener knows, on a route
  // that looks at it.
  bool has_key = false;
  bool has_token = false;  // the caller presented the token
  std::string user = {};   // who connected by a socket in the file system; "": by TCP
  PeerRole role = PeerRole::stranger;

  // Whom records name: the user, where no token says more than that.
  [[nodiscard]] bool is_user() const { return !user.empty() && !has_token; }
};

// Work that must not delay a response: run(subject) on the same worker, once.
struct FollowUp {
  void (*run)(void* subject) noexcept = nullptr;
  void* subject = nullptr;
};

// Writes the response that is sent when a deferred one has not come in time. [worker]
using LateResponse = std::function<void(Response&)>;

// A handler's view of one request, and its means to answer it. [worker]
class Exchange {
 public:
  virtual ~Exchange() = default;
  virtual const Request& request() const = 0;
  virtual Response& response() = 0;
  virtual Peer peer() const = 0;
  // Server::on_stamp() at the latest when the request's first byte was read. If the worker was
  // stuck or the connection was busy before that read, the stamp is from before that time.
  virtual uint64_t stamp() const = 0;
  // The fault for which a request that took effect at its head (Route::at_head) has no body; "": no
  // fault. Valid during the handler's call. Other requests with faults never reach a handler.
  virtual std::string_view complaint() const = 0;
  // Answer later: return from the handler without touching response(). Copy what you need of the
  // request. At most once per request. After `wait_ms` (0: Limits::deferred_timeout_ms; cut to
  // deferred_wait_ms_max) the client is answered by `late`; 503 if that is empty. A wait counts
  // from the moment when all earlier responses have been handed to the kernel, and a draining
  // server sits it out.
  virtual std::unique_ptr<Deferred> defer(uint32_t wait_ms = 0, LateResponse late = {}) = 0;
  // The number of this request among all of its worker, from 1.
  virtual uint64_t number() const = 0;
  // Runs `work` when the response has been rendered: after the bytes were handed to the kernel, or,
  // where the client has sent its next request already, before that one is looked at. In any case
  // before the worker does anything else, also if the connection is gone. At most once per request;
  // `subject` lives as long as the handler. For a response that is not deferred.
  virtual void follow_up(FollowUp work) = 0;
};

// Runs on the worker that read the request; must not block. An exception is answered with 500.
using Handler = std::function<void(Exchange&)>;

}  // namespace spark::http
