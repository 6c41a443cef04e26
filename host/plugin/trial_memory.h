// How much memory a trial may have: so much that what can be served can be tried, and not so much
// that a trial without end takes the host's.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string_view>

namespace spark::plugin {

inline constexpr uint64_t trial_memory_bytes_min = 256ull << 20u;

// Half of what this host has: a model that needs more could not be built beside the one that
// serves. Pure.
[[nodiscard]] uint64_t trial_memory_bytes(uint64_t host_memory_bytes);

// What control groups leave of `physical_bytes`: the least of memory.max (cgroup 2) or
// memory.limit_in_bytes (cgroup 1) of the group and those that it is in. `root` is where control
// groups are mounted, `membership` the text of /proc/self/cgroup. What cannot be read limits
// nothing.
[[nodiscard]] uint64_t memory_within_groups(uint64_t physical_bytes,
                                            const std::filesystem::path& root,
                                            std::string_view membership);

// Of this process. [any]
[[nodiscard]] uint64_t host_memory_bytes();

}  // namespace spark::plugin
