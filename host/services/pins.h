// Which models plugins have pinned: those must not change, unless an operator forces it.
//
// A pin belongs to one plugin object, its owner. It counts (is listed, is found, is broken) only
// while its owner acts: a pin made before that begins to count when the owner acts, and is gone
// with an owner that never does. Two locks: one guards the lists and is never held while a plugin's
// code runs; the other is held while a plugin is told of its pin, so that after a pin is taken away
// none of its functions is running.
#pragma once

#include <condition_variable>
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
    std::vector<std::string> lets_pass = {};  // plugins
  };

  // In the order of pinning. [control, builder, jobs, writer]
  [[nodiscard]] std::vector<Item> list() const;
  // The oldest of that model's that does not let `passing` (a plugin's name; "": nobody) pass.
  // [control, builder, jobs, writer]
  [[nodiscard]] std::optional<Item> find(std::string_view model,
                                         std::string_view passing = {}) const;

  // ---- A change by force
  // Drops the pins of `model`; their holders are to be told. Returns how many. [builder]
  uint32_t drop(std::string_view model);
  // Tells each of them, one after the other. [control]
  void tell_dropped();
  // Waits until all of them have been told and have answered. False if that took longer than
  // `ms_max`; nobody is waited for any more then. [builder]
  [[nodiscard]] bool wait_for_answers(uint32_t ms_max);

  // Tells the holders of pins that let `plugin` pass that it has changed `model`. [control]
  void tell_passed(std::string_view model, const std::string& plugin);

  // ---- for PluginHost and pin.cc; `owner` is the plugin object's host side
  struct Told {
    std::function<bool()> broken;  // true: given up; false: answer() follows. Empty: as if true
    std::function<void(const std::string& plugin)> passed;  // may be empty
  };
  base::Result<uint64_t> pin(const void* owner, Item item, Told told);  // [builder, control]
  void unpin(const void* owner, uint64_t number);                       // [builder, control]
  void answer(const void* owner, uint64_t number);                      // [any]
  // The owner's pins count from now on, later ones too. [builder]
  void act(const void* owner);
  // Drops all pins of an owner that acts no longer. Returns when none of its functions is running.
  // A pin that it makes afterwards does not count until it acts again. [builder]
  void forget(const void* owner);

 private:
  struct Entry {
    uint64_t number;
    const void* owner;
    Item item;
    Told told;
    bool is_awaited = true;  // once dropped: the change waits for its answer
  };
  using Entries = std::vector<Entry>;

  [[nodiscard]] bool counts_locked(const Entry& entry) const;
  void erase_locked(const std::function<bool(const Entry&)>& is_gone);

  // Recursive, since the plugin that is told may take pins away. Taken before `changing_`.
  std::recursive_mutex telling_;
  mutable std::mutex changing_;      // guards everything below
  Entries entries_;                  // by number
  Entries dropped_;                  // whose holders are to be told
  Entries awaited_;                  // whose holders have been told and have not answered
  std::condition_variable changed_;  // of the two lists above
  std::set<const void*> acting_;
  uint64_t last_number_ = 0;
};

}  // namespace spark::services
