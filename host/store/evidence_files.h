// The files under evidence/ beside a chain: whether each is as its record says.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
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

// The oldest record that a file still needs: the last one of its path, unless a record says that it
// was archived, and it is gone.
struct NeededRecord {
  uint64_t sequence = 0;
  std::string path;  // below evidence/
};
// Nothing if no file needs one. [slow]
[[nodiscard]] base::Result<std::optional<NeededRecord>, Flaw> oldest_needed(
    const std::filesystem::path& state_dir);

}  // namespace spark::store
