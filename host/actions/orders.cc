// When a risky action may begin, and what its client is told otherwise.
#include "actions/orders.h"

#include <fmt/format.h>

#include <utility>

#include "base/clock.h"

namespace spark::actions {
namespace {

constexpr int64_t minute_ns = 60'000'000'000;

Orders::Refused dropped() {
  return {503, "dropped", "dropped: its client was told that it came too late"};
}

}  // namespace

bool is_confirmed(const base::JsonObject& body) {
  return body.is_true("confirm");
}

OrderPtr Orders::accept(uint64_t epoch) {
  return std::make_shared<Order>(++last_number_, epoch, false);
}

OrderPtr Orders::accept_rollback(uint64_t epoch) {
  return std::make_shared<Order>(++last_number_, epoch, true);
}

std::optional<Orders::Refused> Orders::look(const Order& order) {
  if (order.is_dropped()) return dropped();
  if (order.epoch() && *order.epoch() != flags_.epoch()) return superseded();
  return std::nullopt;
}

std::optional<Orders::Refused> Orders::begin(Order& order) {
  return begin(order, [] {});
}

std::optional<Orders::Refused> Orders::begin(Order& order, const std::function<void()>& apply) {
  bool is_dropped = false;
  const auto begin_and_apply = [&] {
    is_dropped = !order.begin();
    if (!is_dropped) apply();
  };
  bool in_time = true;
  if (order.epoch()) {
    in_time = flags_.apply_in(*order.epoch(), begin_and_apply);
  } else {
    begin_and_apply();
  }
  if (is_dropped || order.is_dropped()) return dropped();
  if (!in_time) return superseded();
  return std::nullopt;
}

Orders::Refused Orders::superseded() {
  const auto by = flags_.last_safe();
  if (by == nullptr) return {409, "superseded", "superseded by a safe action"};
  if (by->keyless) {
    const std::lock_guard lock(mutex_);
    by_keyless_ns_.push_back(base::steady_ns());
    while (by_keyless_ns_.size() > superseded_per_minute_max + 1) by_keyless_ns_.pop_front();
  }
  return {409, "superseded",
          fmt::format("superseded by {} at {}, which came after it, or before a worker that was "
                      "late had read it: nothing was changed; ask again if it still holds",
                      by->action, base::iso8601_utc(by->utc_ms))};
}

std::vector<std::string> Orders::degraded() const {
  const std::lock_guard lock(mutex_);
  const int64_t now_ns = base::steady_ns();
  while (!by_keyless_ns_.empty() && now_ns - by_keyless_ns_.front() > minute_ns)
    by_keyless_ns_.pop_front();
  if (by_keyless_ns_.size() <= superseded_per_minute_max) return {};
  return {
      fmt::format("more than {} actions within a minute were superseded by safe calls without a "
                  "key; see who makes them",
                  superseded_per_minute_max)};
}

std::string Orders::under_way_json(const Order& order) {
  return fmt::format(
      R"({{"action":{},"state":"under way","see":"sparkctl evidence list, for order {}"}})",
      order.number(), order.number());
}

http::LateResponse Orders::late(OrderPtr order) {
  return [order = std::move(order)](http::Response& response) {
    if (order->drop()) {
      response.header("Retry-After", "1");
      return response.error(503, "the action waited too long and was dropped: nothing was changed");
    }
    response.status(202);
    response.body() = under_way_json(*order);
  };
}

}  // namespace spark::actions
