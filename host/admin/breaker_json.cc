#include "admin/breaker_json.h"

#include "base/clock.h"

namespace spark::admin {

namespace json = boost::json;

json::object breaker_json(const frame::Breaker& breaker) {
  const char* state = "closed";
  switch (breaker.gate.state(base::steady_ns(), breaker.limits)) {
    case frame::BreakerGate::State::closed:
      break;
    case frame::BreakerGate::State::open:
      state = "open";
      break;
    case frame::BreakerGate::State::half_open:
      state = "half-open";
      break;
  }
  return {{"state", state},
          {"errors_ratio_max", breaker.limits.errors_ratio_max},
          {"over_calls", breaker.limits.over_calls},
          {"late_in_row_max", breaker.limits.late_in_row_max},
          {"half_open_ms", static_cast<double>(breaker.limits.half_open_ns) / 1e6}};
}

}  // namespace spark::admin
