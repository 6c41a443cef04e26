// Puts records on the chain, signs checkpoints when they are due, and knows how that stands.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <mutex>
#include <optional>
#include <string>

#include "store/chain.h"

namespace spark::store {

class Recorder {
 public:
  // `chain` outlives this, and is used by this alone from here on.
  explicit Recorder(Chain& chain);

  // Appends to the chain, signs a checkpoint when one is due, and logs what failed. The record's
  // sequence; nothing if it was not recorded. [writer]
  std::optional<uint64_t> record(const Record& record);

  // Signs where the chain is. [writer]
  void sign();

  [[nodiscard]] const Chain& chain() const { return chain_; }    // [writer]
  [[nodiscard]] bool has_failed() const { return has_failed_; }  // the last attempt
  [[nodiscard]] uint64_t sequence() const { return sequence_; }  // of the last record …
  [[nodiscard]] std::string hash() const;  // … and its hash [control, builder, jobs, writer]

  // Instead of Chain::append(), for tests.
  std::function<base::Result<Receipt>(const Record&)> append{};

 private:
  Chain& chain_;
  std::atomic<bool> has_failed_{false};
  std::atomic<uint64_t> sequence_{0};
  // Where and when the last checkpoint was signed. [writer]
  uint64_t signed_sequence_ = 0;
  int64_t signed_ns_ = 0;

  mutable std::mutex mutex_;  // guards hash_
  std::string hash_;
};

}  // namespace spark::store
