// Order: a risky action between being asked for and its first effect.
//
// An order carries the epoch in which it was accepted (services/flags.h), so that no action that
// was asked for before a safe action applies after that one. A rollback carries no epoch, since
// going back is safe at any time; but it needs the token like any risky action. An order either
// begins, or is dropped because its client waits no more. So a client that got a 503 knows that
// nothing was changed.
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
  // Nothing: no safe action supersedes the order.
  [[nodiscard]] std::optional<uint64_t> epoch() const {
    return is_exempt_ ? std::nullopt : std::optional(epoch_);
  }
  // For a rollback that undoes a rollback: from here on safe actions supersede it, too.
  void heed_epoch() { is_exempt_ = false; }

  // Called before an effect of the order. False: the order was dropped. [any]
  [[nodiscard]] bool begin() { return settle(State::begun); }
  // False: the order has begun. [any]
  [[nodiscard]] bool drop() { return settle(State::dropped); }
  [[nodiscard]] bool is_dropped() const { return state_ == State::dropped; }
  [[nodiscard]] bool has_begun() const { return state_ == State::begun; }

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
