// Slot names and their aliases.
#include "pipeline/slot_table.h"

#include "base/assert.h"

namespace spark::pipeline {

uint32_t SlotTable::add(std::string name, frame::Type type, bool guaranteed) {
  const auto slot = static_cast<uint32_t>(slots_.size());
  const bool is_new = by_name_.emplace(name, slot).second;
  SPARK_ASSERT(is_new, "slot names are unique: stage names are, and a stage's outputs are");
  slots_.push_back({std::move(name), type, guaranteed, false});
  return slot;
}

void SlotTable::add_alias(const std::string& alias, uint32_t slot) {
  if (ambiguous_.contains(alias)) return;
  const auto [at, is_new] = by_name_.emplace(alias, slot);
  if (is_new || at->second == slot) return;
  if (slots_[at->second].name == alias) return;  // a full name wins over an alias
  by_name_.erase(at);
  ambiguous_.insert(alias);
}

void SlotTable::offer(frame::SlotInfo slot) {
  std::string name = slot.name;
  offered_.emplace(std::move(name), std::move(slot));
}

std::optional<uint32_t> SlotTable::find(std::string_view name) {
  const auto at = by_name_.find(name);
  if (at != by_name_.end()) return at->second;
  const auto offered = offered_.find(name);
  if (offered == offered_.end()) return std::nullopt;
  const bool stages_only = offered->second.stages_only;
  const uint32_t slot = add(offered->second.name, offered->second.type, offered->second.guaranteed);
  slots_[slot].stages_only = stages_only;
  offered_.erase(offered);
  return slot;
}

uint32_t SlotTable::index(std::string_view name) const {
  const auto at = by_name_.find(name);
  return at == by_name_.end() ? frame::no_slot : at->second;
}

bool SlotTable::is_group(std::string_view prefix) const {
  const std::string start = std::string(prefix) + '.';
  const auto at = by_name_.lower_bound(start);
  return at != by_name_.end() && at->first.starts_with(start);
}

std::vector<std::string> SlotTable::names() const {
  std::vector<std::string> names;
  for (const auto& [name, slot] : by_name_) names.push_back(name);
  for (const auto& [name, slot] : offered_) names.push_back(name);
  return names;
}

std::vector<std::string> SlotTable::groups() const {
  std::set<std::string> groups;
  for (const auto& slot : slots_) {
    for (auto dot = slot.name.rfind('.'); dot != std::string::npos;
         dot = slot.name.rfind('.', dot - 1)) {
      groups.insert(slot.name.substr(0, dot));
      if (dot == 0) break;
    }
  }
  return {groups.begin(), groups.end()};
}

}  // namespace spark::pipeline
