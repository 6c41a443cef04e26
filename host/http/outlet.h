// The way into a worker for objects that may outlive the worker: deferred responses, and callers of
// a stopped server.
#pragma once

#include <functional>
#include <mutex>

#include "http/asio.h"

namespace spark::http {

class Outlet {
 public:
  explicit Outlet(asio::io_context& io) : io_(&io) {}

  // Runs `task` on the worker, or drops it if the worker has stopped. [any]
  void post(std::function<void()> task);

  // From now on tasks are dropped.
  void shut();

 private:
  std::mutex mutex_;
  asio::io_context* io_;
};

}  // namespace spark::http
