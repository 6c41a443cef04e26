// The files under evidence/ beside a chain: whether each is as its record says.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "spark/tool/result.h"

namespace spark::ctl {

// What a tool records before it removes files: {"files": [{"path": …, "sha256": …}, …]}.
inline constexpr const char* archived_action = "evidence.archived";

struct EvidenceFiles {
  std::vector<std::string> as_recorded;  // paths below evidence/, in their order
  size_t archived = 0;                   // that are gone, by a record that says where they went
  std::vector<std::string> troubles;     // a sentence for each file that is not as recorded
};

// Compares the files of <state_dir>/evidence with the last record of each that the chain has. What
// is being written meanwhile is looked at twice. Says why if the chain cannot be read. [slow]
[[nodiscard]] tool::Result<EvidenceFiles> compare_files(const std::filesystem::path& state_dir);

}  // namespace spark::ctl
