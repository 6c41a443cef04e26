// The canary's states and what leads from one to another: a pure function of state, event, what was
// seen, and time. It moves nothing by itself: its caller does what the effects say.
//
// What is opened is opened by record: a start, the next phase and a resumption are on the chain
// before their share counts, so each asks for a record, and `recorded` with its order opens the
// share. Towards safe the share closes first. A safe action begins another epoch, and voids orders
// that are under way: nothing that was asked for before it applies after it.
#pragma once

#include <cstdint>
#include <span>

#include "state.h"

namespace canary {

// What becomes of it. Any event in any state has an answer. [any]
[[nodiscard]] Next step(const State& state, const Event& event, const Seen& seen, const Plan& plan,
                        int64_t now_ms);

// The transition table: in which states an event is looked at, and by which row. A test walks it.
struct Row {
  Asked what;
  uint32_t kinds;  // bits of Kind
  bool (*when)(const State&, const Event&, const Seen&, const Plan&, int64_t now_ms);
  void (*then)(Next&, const Event&, const Seen&, const Plan&, int64_t now_ms);
  const char* meaning;
};
[[nodiscard]] std::span<const Row> transitions();

}  // namespace canary
