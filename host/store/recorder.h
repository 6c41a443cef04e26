// Puts records on the chain, signs checkpoints when they are due, and knows how far the chain is.
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
  // `chain` must outlive the recorder, which alone uses it from here on.
  explicit Recorder(Chain& chain);

  // Appends to the chain, signs a checkpoint when one is due, and logs failures. Returns the
  // record's sequence; nothing if the record was not recorded. [writer]
  std::optional<uint64_t> record(const Record& record);

  // Signs a checkpoint of the chain's last record. [writer]
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
