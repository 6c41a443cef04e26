// The circuit breaker's decisions: pure functions of counts and times.
#include "frame/breaker.h"

namespace spark::frame {

bool BreakerWindow::record(BreakerSample outcome, const BreakerLimits& limits) {
  if (present_.calls == limits.over_calls) {
    before_ = present_;
    present_ = {};
  }
  ++present_.calls;
  late_in_row_ = outcome == BreakerSample::late ? late_in_row_ + 1 : 0;
  if (outcome == BreakerSample::good) return false;
  ++present_.errors;

  if (late_in_row_ >= limits.late_in_row_max) return true;
  const uint32_t calls = before_.calls + present_.calls;
  const uint32_t errors = before_.errors + present_.errors;
  return calls >= limits.over_calls && errors > limits.errors_ratio_max * calls;
}

BreakerGate::Admission BreakerGate::admit(int64_t now_ns, const BreakerLimits& limits) {
  int64_t opened_at_ns = opened_at_ns_.load(std::memory_order_relaxed);
  if (opened_at_ns == 0) return Admission::pass;
  if (now_ns - opened_at_ns < limits.half_open_ns) return Admission::refuse;
  // Several workers may see that the wait is over. The one whose exchange succeeds sends the probe;
  // the time that it writes keeps the others out until the probe's outcome, or for the same wait
  // again if the probe has no outcome.
  const bool won =
      opened_at_ns_.compare_exchange_strong(opened_at_ns, now_ns, std::memory_order_relaxed);
  return won ? Admission::probe : Admission::refuse;
}

BreakerGate::State BreakerGate::state(int64_t now_ns, const BreakerLimits& limits) const {
  const int64_t opened_at_ns = opened_at_ns_.load(std::memory_order_relaxed);
  if (opened_at_ns == 0) return State::closed;
  return now_ns - opened_at_ns < limits.half_open_ns ? State::open : State::half_open;
}

}  // namespace spark::frame
