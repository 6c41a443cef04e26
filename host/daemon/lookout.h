// A thread that looks for the emergency stop while the main thread builds the host.
#pragma once

#include <mutex>
#include <stop_token>
#include <thread>

#include "base/signals.h"
#include "daemon/host.h"

namespace spark::daemon {

class Lookout {
 public:
  // Until the lookout is destroyed, USR2 makes the host safe at once. `signals` outlives it.
  explicit Lookout(base::Signals& signals)
      : signals_(signals), thread_([this](const std::stop_token& stop) { look(stop); }) {}

  // Sets the host that is being built, as soon as its flags exist; null: the host was given up. On
  // the thread that builds.
  void watch(Host* host) {
    const std::lock_guard lock(mutex_);
    host_ = host;
    if (host_ != nullptr && is_asked_) host_->safe();
  }

 private:
  static constexpr int look_every_ms = 50;

  void look(const std::stop_token& stop) {
    while (!stop.stop_requested()) {
      if (!signals_.take_safe(look_every_ms)) continue;
      const std::lock_guard lock(mutex_);
      is_asked_ = true;
      if (host_ != nullptr) host_->safe();
    }
  }

  base::Signals& signals_;
  std::mutex mutex_;  // guards the members below
  Host* host_ = nullptr;
  bool is_asked_ = false;
  std::jthread thread_;
};

}  // namespace spark::daemon
