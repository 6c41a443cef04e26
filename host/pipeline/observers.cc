#include "pipeline/observers.h"

#include <algorithm>
#include <iterator>
#include <set>
#include <utility>

namespace spark::pipeline {

// From the last stage to the first: all readers of a stage's outputs have been judged by then.
std::vector<bool> observers(const frame::Plan& plan) {
  std::set<std::string_view> read;
  for (const auto& part : plan.answer.parts)
    for (const auto& option : part.options)
      if (option.slot != frame::no_slot) read.insert(plan.slots[option.slot].name);
  std::vector<bool> after(plan.stages.size());
  for (size_t i = plan.stages.size(); i-- > 0;) {
    const frame::PlacedStage& placed = plan.stages[i];
    after[i] = !placed.required &&
               std::none_of(placed.writes.begin(), placed.writes.end(),
                            [&](const std::string& slot) { return read.contains(slot); });
    if (!after[i]) read.insert(placed.reads.begin(), placed.reads.end());
  }
  return after;
}

std::string_view answer_slot_of(const frame::PlacedStage& placed) {
  const auto at = std::find_if(placed.reads.begin(), placed.reads.end(),
                               [](const auto& slot) { return slot.starts_with("answer."); });
  return at == placed.reads.end() ? std::string_view() : *at;
}

void place_observers(frame::Plan& plan, const std::vector<bool>& observers) {
  std::vector<frame::PlacedStage> before;
  std::vector<frame::PlacedStage> after;
  for (size_t i = 0; i < plan.stages.size(); ++i) {
    frame::PlacedStage& placed = plan.stages[i];
    placed.sees_errors = std::count(placed.reads.begin(), placed.reads.end(), "answer.code") > 0;
    (observers[i] ? after : before).push_back(std::move(placed));
  }
  plan.stages_before = before.size();
  std::move(after.begin(), after.end(), std::back_inserter(before));
  plan.stages = std::move(before);
}

}  // namespace spark::pipeline
