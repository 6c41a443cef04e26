// An artefact: a read-only folder with one version of a model. The host has verified it by its
// SHA256SUMS before (spark/abi.h, create_model), so the plugin does not verify it again.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace ml_model {

inline constexpr uint64_t file_bytes_max = 1024 * 1024;  // of each file that Artefact has

struct Artefact {
  std::string sha256;  // of SHA256SUMS, and so of everything in the folder
  std::string model_json;
  std::string probes_json;
};

// Throws spark::Error, naming the file, for one that is missing, unreadable or too large.
[[nodiscard]] Artefact load_artefact(std::string_view folder);

// Another file of the folder, under the same terms.
[[nodiscard]] std::string read_file(std::string_view folder, const std::string& name,
                                    uint64_t bytes_max);

// 1 to 64 of letters, digits, '.', '_', '-', and not "." or "..".
[[nodiscard]] bool is_plain_name(std::string_view name);

}  // namespace ml_model
