// Risky actions in the order that safety asks for: each is accepted, and begins only if its client
// still waits for it and no safe action came since.
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

// Risky actions say `{"confirm": true}`: nobody enables, starts or promotes by a slip of the hand.
[[nodiscard]] bool is_confirmed(const base::JsonObject& body);
inline constexpr std::string_view ask_to_confirm =
    "this is a risky action: repeat it with the body {\"confirm\":true}";

inline constexpr std::string_view ask_to_confirm_parameter =
    "this is a risky action: repeat it with {\"parameters\":{\"confirm\":true}}";

class Orders {
 public:
  explicit Orders(services::Flags& flags) : flags_(flags) {}

  [[nodiscard]] services::Flags& flags() { return flags_; }

  // A risky action that was asked for in this epoch (http::Exchange::stamp()). [any]
  [[nodiscard]] OrderPtr accept(uint64_t epoch);
  // One that goes back: a safe action does not supersede it. [any]
  [[nodiscard]] OrderPtr accept_rollback(uint64_t epoch);

  // Why the order may not begin any more, without beginning it: spares work for nothing. [control,
  // builder, jobs, writer]
  struct Refused {
    uint32_t status = 409;
    std::string result;  // for the record: "superseded" or "dropped"
    std::string text;
  };
  [[nodiscard]] std::optional<Refused> look(const Order& order);

  // Why the order may not have its first effect now, as the answer says it; nothing if it may, and
  // from then on it is not dropped any more. [control, builder, jobs, writer]
  [[nodiscard]] std::optional<Refused> begin(Order& order);

  // The same in one step with the effect, which no safe action comes before; see Flags::apply_in().
  [[nodiscard]] std::optional<Refused> begin(Order& order, const std::function<void()>& apply);

  // What became of an order whose handler met a safe action on its way. [control, builder, jobs,
  // writer]
  [[nodiscard]] Refused superseded();

  // More than superseded_per_minute_max orders within a minute were superseded by callers without a
  // key. [control, builder, jobs, writer]
  [[nodiscard]] std::vector<std::string> degraded() const;

  // Answers a client that has waited too long: 503 if the order was dropped with that, 202 if it
  // has begun. [worker]
  [[nodiscard]] static http::LateResponse late(OrderPtr order);

 private:
  services::Flags& flags_;
  std::atomic<uint64_t> last_number_{0};
  mutable std::mutex mutex_;                   // guards what follows
  mutable std::deque<int64_t> by_keyless_ns_;  // when orders were superseded, the newest last
};

inline constexpr size_t superseded_per_minute_max = 3;

}  // namespace spark::actions
