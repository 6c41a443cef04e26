// Hands changes to the builder, and their responses back.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <string>

#include "base/task_thread.h"
#include "change/change_metrics.h"
#include "change/changer.h"
#include "change/claims.h"

namespace spark::change {

inline constexpr uint32_t change_ms_max = 90'000;  // for an answer: trials, large artefacts

class ChangeQueue {
 public:
  using Done = std::function<void(const ChangeResponse&)>;

  // All arguments outlive the queue, and the queue outlives its tasks on the builder.
  ChangeQueue(Changer& changer, actions::Orders& orders, const generation::Live& live,
              base::TaskThread& builder)
      : changer_(changer), orders_(orders), live_(live), builder_(builder) {}

  // Changes are counted from here on. On the thread that starts the host.
  void count_in(const ChangeMetrics& metrics) { metrics_ = metrics; }

  // The order of a change that was asked for in `epoch`; no safe action supersedes one that goes
  // back.
  // [any]
  [[nodiscard]] actions::OrderPtr accept(const Change& change, uint64_t epoch);

  // Makes the change on the builder and calls `done` there with the response. If another change
  // holds one of its keys, calls `done` at once on the caller's thread. [control, jobs, writer]
  void submit(Change change, actions::OrderPtr order, Done done);

  // `sha256` or "all". [control, jobs, writer]
  void clear_quarantine(std::string sha256, std::string actor, actions::OrderPtr order, Done done);

  void end() { is_ending_ = true; }  // no change begins after this call [any]
  [[nodiscard]] bool is_ending() const { return is_ending_; }

 private:
  // Runs `work` on the builder unless the host is ending, and `done` with its response.
  void on_builder(std::function<ChangeResponse()> work, Done done);

  Changer& changer_;
  actions::Orders& orders_;
  const generation::Live& live_;
  base::TaskThread& builder_;
  Claims claims_;
  ChangeMetrics metrics_;
  std::atomic<bool> is_ending_{false};
};

}  // namespace spark::change
