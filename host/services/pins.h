// Which models plugins have pinned: those must not change, unless an operator forces it.
//
// A pin belongs to one plugin object, its owner. It counts (is listed, is found, is broken) only
// while its owner acts: a pin made before that begins to count when the owner acts, and is gone
// with an owner that never does. Two locks: one guards the list and is never held while a plugin's
// code runs; the other is held while a plugin is told that its pin is broken, so that after a pin
// is taken away no callback is running.
#pragma once

#include <cstdint>
#include <functional>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"

namespace spark::services {

inline constexpr uint32_t pins_max = 256;  // of one owner, those that do not count yet included

class Pins {
 public:
  struct Item {
    std::string model;   // the key under models:
    std::string plugin;  // the key under plugins: of who pinned it
    std::string reason;
  };

  // In the order of pinning. [control, builder, jobs, writer]
  [[nodiscard]] std::vector<Item> list() const;
  // The oldest of that model's. [control, builder, jobs, writer]
  [[nodiscard]] std::optional<Item> find(std::string_view model) const;

  // Tells each plugin that pinned `model`, one after the other, and drops each pin. Pins made
  // meanwhile stay. Returns how many were dropped. [control]
  uint32_t break_pins(std::string_view model);

  // ---- for PluginHost and pin.cc; `owner` is the plugin object's host side
  using Broken = std::function<void()>;
  base::Result<uint64_t> pin(const void* owner, Item item, Broken broken);  // [builder, control]
  void unpin(const void* owner, uint64_t number);                           // [builder, control]
  // The owner's pins count from now on, later ones too. [builder]
  void act(const void* owner);
  // Drops all pins of an owner that acts no longer. Returns when none of its `broken` is running. A
  // pin that it makes afterwards does not count until it acts again. [builder]
  void forget(const void* owner);

 private:
  struct Entry {
    uint64_t number;
    const void* owner;
    Item item;
    Broken broken;
  };

  [[nodiscard]] bool counts_locked(const Entry& entry) const;

  // Recursive, since the plugin that is told may take pins away. Taken before `changing_`.
  std::recursive_mutex telling_;
  mutable std::mutex changing_;  // guards everything below
  std::vector<Entry> entries_;   // by number
  std::set<const void*> acting_;
  uint64_t last_number_ = 0;
};

}  // namespace spark::services
