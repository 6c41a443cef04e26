// Accepts risky actions as orders. An order begins only if its client still waits for it and no
// safe action came since it was accepted.
#pragma once

#include <atomic>
#include <cstdint>
#include <deque>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "actions/order.h"
#include "base/json_object.h"
#include "http/exchange.h"
#include "services/flags.h"

namespace spark::actions {

// Risky actions need `{"confirm": true}`: no operator enables, starts or promotes by a slip.
[[nodiscard]] bool is_confirmed(const base::JsonObject& body);
inline constexpr std::string_view ask_to_confirm =
    "this is a risky action: repeat it with the body {\"confirm\":true}";

inline constexpr std::string_view ask_to_confirm_parameter =
    "this is a risky action: repeat it with {\"parameters\":{\"confirm\":true}}, the header "
    "X-Spark-Confirm: true or ?confirm=true";

class Orders {
 public:
  explicit Orders(services::Flags& flags) : flags_(flags) {}

  [[nodiscard]] services::Flags& flags() { return flags_; }

  // The order of an action that was asked for in `epoch` (http::Exchange::stamp()). [any]
  [[nodiscard]] OrderPtr accept(uint64_t epoch);
  // A rollback: a safe action does not supersede its order. [any]
  [[nodiscard]] OrderPtr accept_rollback(uint64_t epoch);

  // Why the order may not begin any more, without beginning it: saves useless work. [control,
  // builder, jobs, writer]
  struct Refused {
    uint32_t status = 409;
    std::string result;  // for the record: "superseded" or "dropped"
    std::string text;
  };
  [[nodiscard]] std::optional<Refused> look(const Order& order);

  // Why the order may not have its first effect now, for the response. Nothing: the order has begun
  // and is not dropped any more. [control, builder, jobs, writer]
  [[nodiscard]] std::optional<Refused> begin(Order& order);

  // Begins and calls `apply` in one step, so that no safe action comes between; see
  // Flags::apply_in().
  [[nodiscard]] std::optional<Refused> begin(Order& order, const std::function<void()>& apply);

  // The refusal of an order whose handler found that a safe action came in between. [control,
  // builder, jobs, writer]
  [[nodiscard]] Refused superseded();

  // More than superseded_per_minute_max orders within a minute were superseded by callers without a
  // key. [control, builder, jobs, writer]
  [[nodiscard]] std::vector<std::string> degraded() const;

  // For a client whose order has begun and not ended.
  [[nodiscard]] static std::string under_way_json(const Order& order);
  // Answers a client that has waited too long: drops the order and answers 503, or answers 202 if
  // the order has begun. [worker]
  [[nodiscard]] static http::LateResponse late(OrderPtr order);

 private:
  services::Flags& flags_;
  std::atomic<uint64_t> last_number_{0};
  mutable std::mutex mutex_;                   // guards the members below
  mutable std::deque<int64_t> by_keyless_ns_;  // when orders were superseded, the newest last
};

inline constexpr size_t superseded_per_minute_max = 3;

}  // namespace spark::actions
