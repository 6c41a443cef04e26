// What a release bundle holds: pages, configurations, evidence, and a manifest of them. Pure but
// for the reading of folders.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "archives.h"

namespace report {

struct BundleWords {
  std::string version;
  std::string commit;  // 40 hex digits
  int64_t created_s = 0;
  std::string platform;
};

// What the newest gates_<ms>.json says; none where there is no such file.
struct BundleGates {
  std::vector<std::string> blocking;  // ids of those that did not pass
  uint64_t passed = 0;
  uint64_t total = 0;
};
[[nodiscard]] std::optional<BundleGates> gates_in(const Files& evidence);

// The files of `source` that a release has: pages, configurations with rules and dashboard,
// wrappers. Links are left out. [tools]
[[nodiscard]] spark::tool::Result<Files> release_files(const std::filesystem::path& source);
// All files below the folder, as <prefix>/<path>. [tools]
[[nodiscard]] spark::tool::Result<Files> files_below(const std::filesystem::path& folder,
                                                     const std::string& prefix);

// With COMMIT.txt, MANIFEST.json and SHA256SUMS.txt. The same values give the same files. [any]
[[nodiscard]] Files bundle_of(const BundleWords& words, const Files& release,
                              const Files& evidence);

}  // namespace report
