// A circuit breaker: keeps a stage that keeps failing from being called.
//
// Each worker counts in a window of its own (no shared cache line while all is well). All workers
// share the gate, which is written only when the breaker opens, lets a probe through, or closes.
// The breaker opens when more than `errors_ratio_max` of at least `over_calls` calls failed, or
// after `late_in_row_max` late calls in a row. After `half_open_ns` it lets one call through, which
// closes it or keeps it open as long again.
#pragma once

#include <atomic>
#include <cstdint>

namespace spark::frame {

struct BreakerLimits {
  double errors_ratio_max = 0.02;
  uint32_t over_calls = 100;
  uint32_t late_in_row_max = 3;
  int64_t half_open_ns = 30'000'000'000;

  friend bool operator==(const BreakerLimits&, const BreakerLimits&) = default;
};

enum class BreakerSample : uint8_t { good, error, late };

// One worker's recent calls: the present block of `over_calls` calls and the one before it. So a
// verdict rests on at least `over_calls` calls and at most twice as many.
class BreakerWindow {
 public:
  // Returns true when the breaker should open.
  [[nodiscard]] bool record(BreakerSample outcome, const BreakerLimits& limits);
  void clear() { *this = {}; }

 private:
  struct Block {
    uint32_t calls = 0;
    uint32_t errors = 0;
  };
  Block present_;
  Block before_;
  uint32_t late_in_row_ = 0;
};

class BreakerGate {
 public:
  enum class Admission : uint8_t { pass, probe, refuse };
  enum class State : uint8_t { closed, open, half_open };

  // [any] `now_ns` is positive.
  [[nodiscard]] Admission admit(int64_t now_ns, const BreakerLimits& limits);
  void open(int64_t now_ns) { opened_at_ns_.store(now_ns, std::memory_order_relaxed); }
  void close() { opened_at_ns_.store(0, std::memory_order_relaxed); }
  [[nodiscard]] State state(int64_t now_ns, const BreakerLimits& limits) const;

 private:
  std::atomic<int64_t> opened_at_ns_{0};  // 0: closed
};

}  // namespace spark::frame
