// How much memory a trial may have: enough to try any generation that can serve, but too little for
// an endless trial to take the host's memory.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string_view>

namespace spark::plugin {

inline constexpr uint64_t trial_memory_bytes_min = 256ull << 20u;

// Half of the host's memory: a model that needs more could not be built beside the one that serves.
// Pure.
[[nodiscard]] uint64_t trial_memory_bytes(uint64_t host_memory_bytes);

// The memory that control groups leave of `physical_bytes`: the least of memory.max (cgroup 2) or
// memory.limit_in_bytes (cgroup 1) of the group and the groups around it. `root` is where control
// groups are mounted, `membership` the text of /proc/self/cgroup. A limit that cannot be read does
// not count.
[[nodiscard]] uint64_t memory_within_groups(uint64_t physical_bytes,
                                            const std::filesystem::path& root,
                                            std::string_view membership);

// Of this process. [any]
[[nodiscard]] uint64_t host_memory_bytes();

}  // namespace spark::plugin
