#include "plugin/trial_memory.h"

#include <fstream>

#include "support/catch.h"
#include "support/temporary_folder.h"

using namespace spark::plugin;
using spark::test::TemporaryFolder;

namespace {

constexpr uint64_t gib = 1ull << 30u;

void write(const std::filesystem::path& file, const std::string& text) {
  std::filesystem::create_directories(file.parent_path());
  std::ofstream(file) << text;
}

}  // namespace

TEST_CASE("a trial may have half of the host's memory, and always enough to build something") {
  CHECK(trial_memory_bytes(16 * gib) == 8 * gib);
  CHECK(trial_memory_bytes(gib) == gib / 2);
  CHECK(trial_memory_bytes(gib / 4) == gib / 4);
  CHECK(trial_memory_bytes(0) == trial_memory_bytes_min);
}

TEST_CASE("a control group's limit counts, and that of every group it is in") {
  const TemporaryFolder root;
  write(root.path() / "memory.max", "max\n");
  write(root.path() / "outer/memory.max", std::to_string(4 * gib));
  write(root.path() / "outer/inner/memory.max", std::to_string(6 * gib));
  write(root.path() / "open/memory.max", "max\n");
  write(root.path() / "memory/first/memory.limit_in_bytes", std::to_string(3 * gib));
  write(root.path() / "memory/none/memory.limit_in_bytes", "9223372036854771712");
  struct Case {
    std::string membership;
    uint64_t bytes;
  };
  for (const Case& c :
       {Case{"0::/outer/inner\n", 4 * gib}, Case{"0::/outer", 4 * gib}, Case{"0::/open\n", 8 * gib},
        Case{"0::/\n", 8 * gib}, Case{"9:cpu:/first\n4:memory:/first\n0::/\n", 3 * gib},
        Case{"4:memory:/none\n", 8 * gib}, Case{"0::/not/there\n", 8 * gib}, Case{"", 8 * gib},
        Case{"no lines of it\n:\n", 8 * gib}}) {
    INFO(c.membership);
    CHECK(memory_within_groups(8 * gib, root.path(), c.membership) == c.bytes);
  }
  CHECK(host_memory_bytes() > 0);
}
