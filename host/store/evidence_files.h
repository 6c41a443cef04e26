// The files under evidence/ beside a chain: whether each is as its record says.
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "store/segment.h"

namespace spark::store {

// What a tool records before it removes files: {"files": [{"path": …, "sha256": …}, …]}.
inline constexpr const char* archived_action = "evidence.archived";

// A file that is not as recorded.
struct FileTrouble {
  std::string path;    // below evidence/
  std::string sha256;  // on record; "": no record names it
  std::string text;    // names the file, and says what was expected and what was found

  friend bool operator==(const FileTrouble&, const FileTrouble&) = default;
};

struct EvidenceFiles {
  std::vector<std::string> as_recorded;  // paths below evidence/, in their order
  size_t archived = 0;                   // that are gone, by a record that says where they went
  size_t unfinished = 0;  // on record, and written; the host had no time to rename them
  std::vector<FileTrouble> troubles;
};

// Compares the files of <state_dir>/evidence with the last record of each that the chain has; a
// draft without a record is none of them. Only troubles that two looks in a row find count, since
// files may be written meanwhile. Says why if the chain cannot be read. Ends early, with what is
// known, when `is_stopped` says so. [slow]
[[nodiscard]] base::Result<EvidenceFiles, Flaw> compare_files(
    const std::filesystem::path& state_dir, const std::function<bool()>& is_stopped = {});

}  // namespace spark::store
