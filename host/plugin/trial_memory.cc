#include "plugin/trial_memory.h"

#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <string>

namespace spark::plugin {

namespace {

namespace fs = std::filesystem;

// The limit in a file; `otherwise` if the file says "max" or is missing.
uint64_t limit_in(const fs::path& file, uint64_t otherwise) {
  uint64_t bytes = 0;
  return std::ifstream(file) >> bytes ? std::min(bytes, otherwise) : otherwise;
}

// The least limit of the group at `group` below `root` and of the groups around it.
uint64_t least_of(const fs::path& root, const fs::path& group, const char* name, uint64_t bytes) {
  fs::path folder = root / group.relative_path();
  for (;; folder = folder.parent_path()) {
    bytes = limit_in(folder / name, bytes);
    if (folder == root || !folder.has_relative_path()) return bytes;
  }
}

}  // namespace

uint64_t trial_memory_bytes(uint64_t host_memory_bytes) {
  return std::max(host_memory_bytes / 2, trial_memory_bytes_min);
}

uint64_t memory_within_groups(uint64_t physical_bytes, const fs::path& root,
                              std::string_view membership) {
  uint64_t bytes = physical_bytes;
  while (!membership.empty()) {
    const size_t end = std::min(membership.find('\n'), membership.size());
    const std::string_view line = membership.substr(0, end);  // "0::/group", "4:memory:/group"
    membership.remove_prefix(std::min(end + 1, membership.size()));
    const size_t first = line.find(':');
    const size_t second = line.find(':', first + 1);
    if (first == line.npos || second == line.npos) continue;
    const std::string_view kind = line.substr(first + 1, second - first - 1);
    const fs::path group(line.substr(second + 1));
    if (kind.empty()) bytes = least_of(root, group, "memory.max", bytes);
    if (kind == "memory") bytes = least_of(root / kind, group, "memory.limit_in_bytes", bytes);
  }
  return bytes;
}

uint64_t host_memory_bytes() {
  const auto pages = static_cast<uint64_t>(std::max(::sysconf(_SC_PHYS_PAGES), 0L));
  const auto page_bytes = static_cast<uint64_t>(std::max(::sysconf(_SC_PAGESIZE), 0L));
  std::ifstream in("/proc/self/cgroup");
  const std::string membership{std::istreambuf_iterator<char>(in), {}};
  return memory_within_groups(pages * page_bytes, "/sys/fs/cgroup", membership);
}

}  // namespace spark::plugin
