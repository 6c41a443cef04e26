// A running server with a few routes, and the means to hold it still.
#pragma once

#include <chrono>
#include <condition_variable>
#include <future>
#include <memory>
#include <mutex>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "http/client.h"
#include "http/server.h"

namespace spark::http::test {

// Deferred answers that the test sends when it likes.
class Later {
 public:
  void keep(std::unique_ptr<Deferred> deferred);
  std::unique_ptr<Deferred> take();  // waits for one

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<std::unique_ptr<Deferred>> kept_;
};

// GET /hello, /name, /later?<wait in ms>, /silent, /throws, /last, /big?<bytes>, /slow?<ms> and
// /below/* (admin); POST /echo, /later, /safe (safe) and /admin (admin).
std::vector<Route> routes(Later& later);

class Fixture {
 public:
  static constexpr const char* token = "s3cret";

  explicit Fixture(const Limits& limits = {}, uint32_t workers = 1);
  ~Fixture();

  [[nodiscard]] uint16_t port() const { return server->port(0); }
  [[nodiscard]] Client connect() const { return Client(port()); }
  // On a second listener, which is vital.
  [[nodiscard]] Client connect_vital() const { return Client(server->port(1)); }
  // What the server has told of denials: "<listener> <code> <method> <path> from here: <text>".
  [[nodiscard]] std::vector<std::string> denials() const;
  // A sum over all workers.
  [[nodiscard]] uint64_t total(Count Counts::*count) const;
  // Returns when the condition holds; fails after the wait.
  template <class Condition>
  static void until(Condition&& condition) {
    const auto end = std::chrono::steady_clock::now() + std::chrono::milliseconds(wait_ms);
    while (!condition()) {
      if (std::chrono::steady_clock::now() > end) throw std::runtime_error("it does not happen");
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
  }

  // Keeps all workers from doing anything until the returned object goes.
  std::shared_ptr<void> hold();

  Later later;
  std::unique_ptr<Server> server;

 private:
  mutable std::mutex denials_mutex_;
  std::vector<std::string> denials_;
};

}  // namespace spark::http::test
