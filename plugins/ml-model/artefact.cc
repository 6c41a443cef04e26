#include "artefact.h"

#include <filesystem>
#include <fstream>
#include <map>
#include <vector>

#include "sha256.h"
#include "spark/error.h"
#include "sums.h"

namespace ml_model {
namespace {

namespace fs = std::filesystem;

constexpr const char* sums_name = "SHA256SUMS";

[[noreturn]] void refuse(const std::string& file, const std::string& why) {
  throw spark::Error(file + ": " + why, SPARK_E_INVALID);
}

// Feeds a file to `take` in pieces. Symbolic links are refused: they lead out of the folder.
template <class Take>
void read(const fs::path& folder, const std::string& name, uint64_t bytes_max, Take take) {
  std::error_code error;
  const fs::file_status status = fs::symlink_status(folder / name, error);
  if (!fs::exists(status)) refuse(name, "missing");
  if (!fs::is_regular_file(status)) refuse(name, "not a regular file");
  std::ifstream in(folder / name, std::ios::binary);
  if (!in) refuse(name, "cannot be opened");
  std::vector<char> piece(64 * 1024);
  uint64_t total = 0;
  while (in) {
    in.read(piece.data(), static_cast<std::streamsize>(piece.size()));
    const auto got = static_cast<size_t>(in.gcount());
    total += got;
    if (total > bytes_max) refuse(name, "larger than " + std::to_string(bytes_max) + " bytes");
    take(std::string_view(piece.data(), got));
  }
  if (in.bad()) refuse(name, "cannot be read");
}

void check_all_listed(const fs::path& folder, const std::map<std::string, std::string>& sums) {
  std::error_code error;
  for (fs::directory_iterator it(folder, error), end; !error && it != end; it.increment(error)) {
    const std::string name = it->path().filename().string();
    if (name != sums_name && sums.count(name) == 0) refuse(name, "not listed in SHA256SUMS");
  }
  if (error) throw spark::Error("folder cannot be listed: " + error.message(), SPARK_E_INVALID);
}

}  // namespace

Artefact load_artefact(std::string_view path) {
  const fs::path folder(path);
  std::error_code error;
  if (!fs::is_directory(folder, error)) {
    throw spark::Error("there is no such folder", SPARK_E_INVALID);
  }
  std::string sums_text;
  read(folder, sums_name, json_bytes_max, [&](std::string_view piece) { sums_text += piece; });
  const std::map<std::string, std::string> sums = parse_sums(sums_text);
  for (const char* name : {"model.json", "probes.json"}) {
    if (sums.count(name) == 0) refuse(sums_name, std::string("does not list ") + name);
  }

  Artefact out;
  out.sha256 = sha256_hex(sums_text);
  for (const auto& [name, digest] : sums) {
    std::string* const keep = name == "model.json"    ? &out.model_json
                              : name == "probes.json" ? &out.probes_json
                                                      : nullptr;
    Sha256 hash;
    read(folder, name, keep != nullptr ? json_bytes_max : file_bytes_max,
         [&](std::string_view piece) {
           hash.add(piece);
           if (keep != nullptr) *keep += piece;
         });
    const std::string found = hash.hex();
    if (found != digest) {
      refuse(name, "sum is " + found + ", but SHA256SUMS says " + digest);
    }
  }
  check_all_listed(folder, sums);
  return out;
}

}  // namespace ml_model
