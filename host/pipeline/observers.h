// Which stages run after the answer.
//
// A stage is an observer if its outputs are read neither by the answer nor by a stage that runs
// before it, and if it is not required: then the answer cannot depend on it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "frame/plan.h"

namespace spark::pipeline {

// For each stage, in the order of the plan. Pure.
[[nodiscard]] std::vector<bool> observers(const frame::Plan& plan);

// The first slot of the answer itself that the stage reads; "" if it reads none.
[[nodiscard]] std::string_view answer_slot_of(const frame::PlacedStage& placed);

// Puts the observers behind the other stages; both keep their order.
void place_observers(frame::Plan& plan, const std::vector<bool>& observers);

}  // namespace spark::pipeline
