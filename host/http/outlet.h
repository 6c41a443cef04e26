// The way into a worker for objects that may outlive the worker: deferred responses, and callers of
// a stopped server.
#pragma once

#include <deque>
#include <functional>
#include <memory>
#include <mutex>

#include "http/asio.h"

namespace spark::http {

class Outlet : public std::enable_shared_from_this<Outlet> {
 public:
  explicit Outlet(asio::io_context& io) : io_(io) {}

  // Runs `task` on the worker after those that came before, or drops it if the worker has stopped.
  // Of many at once the worker runs a few at a time and sees to its connections in between: the
  // responses to a flood of scrapes hold nobody else up. [any]
  void post(std::function<void()> task);

  // From now on tasks are dropped; those that are in will run.
  void shut();

 private:
  void schedule();
  void run();  // [worker]

  asio::io_context& io_;  // of a worker that runs, or is about to end
  std::mutex mutex_;
  std::deque<std::function<void()>> tasks_;
  bool scheduled_ = false;  // run() is to come
  bool open_ = true;
};

}  // namespace spark::http
