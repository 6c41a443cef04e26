// An artefact: a read-only folder with one version of a model, complete and unchanged by its own
// SHA256SUMS.
//
// Every file is read once: what was verified is what is used.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace ml_model {

inline constexpr uint64_t json_bytes_max = 1024 * 1024;  // model.json, probes.json, SHA256SUMS
inline constexpr uint64_t file_bytes_max = 1024 * 1024 * 1024;  // any other file

struct Artefact {
  std::string sha256;  // of SHA256SUMS, and so of everything in the folder
  std::string model_json;
  std::string probes_json;
};

// Throws spark::Error, naming the file, for a file that is missing, too large, not a regular file,
// not listed, or not what its sum says.
[[nodiscard]] Artefact load_artefact(std::string_view folder);

}  // namespace ml_model
