// Flags: named integers that bind every generation at once, read by workers without a lock.
//
// A flag's address is fixed for the host's life, so that a stage reads it through a pointer it was
// given when it was made. Each has a cache line of its own: setting one does not slow the reading
// of another.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"

// The opaque type of spark/ext/flag.h.
struct alignas(64) spark_flag {
  std::atomic<int64_t> value{0};
};

namespace spark::services {

inline constexpr uint32_t flags_max = 256;

class Flags {
 public:
  struct Item {
    std::string name;  // "<plugin>.<name>"
    int64_t value;
    int64_t safe;
  };

  // Finds `full_name`, or creates it with `initial`. Fails for a malformed name ([a-z0-9_.-], up to
  // 96 bytes), another safe value than before, or too many. [builder, control]
  base::Result<spark_flag*> declare(std::string_view full_name, int64_t initial, int64_t safe);

  // Null if there is none. [any thread but workers]
  [[nodiscard]] spark_flag* find(std::string_view full_name);

  // In the order of declaration. [any thread but workers]
  [[nodiscard]] std::vector<Item> list() const;

  // The emergency stop: every flag to its safe value; returns how many were elsewhere. Takes a lock
  // that is never held across anything slow. [any thread]
  uint32_t set_all_safe();

 private:
  struct Named {
    std::string name;
    int64_t safe;
  };

  mutable std::mutex mutex_;  // guards named_
  std::vector<Named> named_;  // named_[i] is cells_[i]
  std::array<spark_flag, flags_max> cells_;
};

}  // namespace spark::services
