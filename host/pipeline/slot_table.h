// Names of slots while a plan is compiled. Stages are compiled in their order, so only the stages
// after a slot's writer know its name.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "frame/plan.h"

namespace spark::pipeline {

class SlotTable {
 public:
  // `name` is new. Returns its index.
  uint32_t add(std::string name, frame::Type type, bool guaranteed);

  // A shorter name for a slot, unless another slot claims it too: then it names neither.
  void add_alias(const std::string& alias, uint32_t slot);

  // A slot that the host can write. It gets its place in frames when it is first found.
  void offer(frame::SlotInfo slot);
  [[nodiscard]] std::optional<uint32_t> find(std::string_view name);
  // The slot's index; no_slot if it has no place.
  [[nodiscard]] uint32_t index(std::string_view name) const;
  [[nodiscard]] bool is_ambiguous(std::string_view name) const { return ambiguous_.contains(name); }
  // Is there a slot `prefix`.something?
  [[nodiscard]] bool is_group(std::string_view prefix) const;

  // Full names, aliases and what is offered, for hints.
  [[nodiscard]] std::vector<std::string> names() const;
  [[nodiscard]] std::vector<std::string> groups() const;

  [[nodiscard]] const frame::SlotInfo& operator[](uint32_t slot) const { return slots_[slot]; }
  [[nodiscard]] size_t size() const { return slots_.size(); }
  [[nodiscard]] std::vector<frame::SlotInfo> take() { return std::move(slots_); }

 private:
  std::vector<frame::SlotInfo> slots_;
  std::map<std::string, uint32_t, std::less<>> by_name_;  // aliases too
  std::set<std::string, std::less<>> ambiguous_;
  std::map<std::string, frame::SlotInfo, std::less<>> offered_;  // and not found yet
};

}  // namespace spark::pipeline
