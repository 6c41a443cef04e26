// The files that plugins export, and a copy of each from which a changed one is put back.
//
// A file is written as a draft, then its record is appended, then the draft takes the file's place.
// So a crash leaves a draft, never a file without its record; settle() finishes what is on record.
#pragma once

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"

namespace spark::store {

inline constexpr const char* evidence_files = "evidence";          // below the state folder
inline constexpr const char* evidence_copies = "evidence_copies";  // the same

// How the digest of an exported file is named in its record: and then its path.
inline constexpr std::string_view file_digest = "file ";

struct Draft {
  std::string path;  // below evidence/, that it is to take
  std::string sha256;
  uint64_t number = 0;  // no two drafts of a host are the same

  [[nodiscard]] std::string name() const;
};
// Nothing for names that are no draft's. Pure.
[[nodiscard]] std::optional<Draft> draft_of(std::string_view name);

class EvidenceFolder {
 public:
  explicit EvidenceFolder(const std::filesystem::path& state_dir)
      : roots_{state_dir / evidence_files, state_dir / evidence_copies} {}

  // Writes the file and its copy beside their places; both are on the disk then. The path must pass
  // base::check_beneath(). [jobs]
  base::Result<Draft> draft(const std::string& path, std::string_view bytes);
  // The draft takes its place, once its record is on the disk. [writer]
  [[nodiscard]] base::Result<void> publish(const Draft& draft) const;
  // There will be no record. [jobs, writer]
  void discard(const Draft& draft) const;
  // At a start, before anything is exported: finishes the drafts that are the last record of their
  // path, and removes the others. Reads the chain only if there are drafts. [slow]
  [[nodiscard]] base::Result<void> settle(const std::filesystem::path& chain) const;
  // The bytes with that digest, from the copy. [jobs]
  [[nodiscard]] base::Result<std::string> copy_of(const std::string& path,
                                                  const std::string& sha256) const;

 private:
  const std::filesystem::path roots_[2];  // the files, the copies
  std::mutex mutex_;                      // held while a draft is written: one job does at a time
  std::atomic<uint64_t> drafts_{0};
};

}  // namespace spark::store
