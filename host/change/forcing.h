// Plugins' pins that a change meets: broken by force, or passed by a plugin that they let pass.
#pragma once

#include <optional>
#include <vector>

#include "actions/order.h"
#include "change/change.h"
#include "change/change_report.h"
#include "change/parts.h"

namespace spark::change {

// For the holders of broken pins to give up what depended on them.
inline constexpr uint32_t answers_ms_max = 1'000;

struct Forced {
  bool pins_broken = false;
  std::vector<std::string> warnings;  // for the response
};

// The first effect of a forced change: records it, begins the order, drops the pins of the models
// that differ, tells their holders and waits for their answers. A change without force is refused
// if there is such a pin. [builder]
[[nodiscard]] std::optional<Refusal> break_pins(const Change& change, actions::Order& order,
                                                Parts& parts,
                                                const std::vector<Difference>& differences,
                                                Forced& forced);

// Soon tells the holders of pins that a plugin's change has passed. [builder]
void tell_passed(const Change& change, Parts& parts, const std::vector<Difference>& differences);

}  // namespace spark::change
