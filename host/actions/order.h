// Order: a risky action between being asked for and its first effect.
//
// It carries the epoch in which it was accepted (services/flags.h), so that nothing that was asked
// for before a safe action applies after it; rollbacks carry none, since going back is the safe
// direction in order, though not in who may ask. Exactly one of two things happens to it: it
// begins, or it is dropped because nobody waits for its answer any more. So a client that was told
// 503 knows that nothing was changed.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>

namespace spark::actions {

class Order {
 public:
  Order(uint64_t number, uint64_t epoch, bool is_rollback)
      : number_(number), epoch_(epoch), is_exempt_(is_rollback) {}

  [[nodiscard]] uint64_t number() const { return number_; }
  // Nothing: no safe action supersedes it.
  [[nodiscard]] std::optional<uint64_t> epoch() const {
    return is_exempt_ ? std::nullopt : std::optional(epoch_);
  }
  // It turns out to bring back what was gone back from: it is superseded like any other.
  void heed_epoch() { is_exempt_ = false; }

  // Its first effect is next, or was before. False: it was dropped. [any]
  [[nodiscard]] bool begin() { return settle(State::begun); }
  // False: it has begun. [any]
  [[nodiscard]] bool drop() { return settle(State::dropped); }
  [[nodiscard]] bool is_dropped() const { return state_ == State::dropped; }

 private:
  enum class State : uint8_t { accepted, begun, dropped };

  bool settle(State to) {
    State before = State::accepted;
    return state_.compare_exchange_strong(before, to) || before == to;
  }

  const uint64_t number_;
  const uint64_t epoch_;  // in which it was asked for
  std::atomic<bool> is_exempt_;
  std::atomic<State> state_{State::accepted};
};

using OrderPtr = std::shared_ptr<Order>;

}  // namespace spark::actions
