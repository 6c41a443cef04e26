// Putting on record what operators do, and the threads that actions pass through: a risky action is
// recorded durably, then applied, then acknowledged (orders.h, action_routes.h); a safe one takes
// effect first (safe_actions.h).
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "base/task_queue.h"
#include "store/chain.h"

namespace spark::daemon {

// All outlive the requests.
struct ActionContext {
  base::TaskQueue& control;
  base::TaskQueue& writer;
  store::Chain& chain;
  std::atomic<bool> cannot_record{false};  // the last attempt to record failed
  std::atomic<uint64_t> sequence{0};       // of the last record …
  [[nodiscard]] std::string hash() const;  // … and its hash [any thread but workers]
  std::atomic<uint32_t> denials{0};        // not recorded yet
  // Where and when the last checkpoint was signed. [writer]
  uint64_t signed_sequence = 0;
  int64_t signed_ns = 0;

  // Appends to the chain, signs a checkpoint when one is due, and logs what failed. The record's
  // sequence; nothing if it was not recorded. [writer]
  std::optional<uint64_t> record(const store::Record& record);

  // Signs where the chain is. [writer]
  void sign();

  // record(), from the builder: returns when it is on the disk. [builder]
  [[nodiscard]] bool record_and_wait(store::Record record);

  // The same without waiting: what is only for completeness. [any thread but workers]
  void record_later(store::Record record);

  // Somebody was refused for want of a credential. Recorded once a second at most, with how many
  // there were, since whoever has no credential must not keep the disk busy. Never waits. [worker]
  void denied(uint32_t code, std::string_view method, std::string_view path);

  // Instead of chain.append(), for tests.
  std::function<base::Result<store::Receipt>(const store::Record&)> append{};

  mutable std::mutex mutex{};  // guards last_hash
  std::string last_hash{};
};

}  // namespace spark::daemon
