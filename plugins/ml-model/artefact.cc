#include "artefact.h"

#include <filesystem>
#include <fstream>
#include <iterator>

#include "sha256.h"
#include "spark/error.h"

namespace ml_model {
namespace {

namespace fs = std::filesystem;

std::string read(const fs::path& folder, const std::string& name) {
  const auto refuse = [&](const std::string& why) {
    return spark::Error(name + ": " + why, SPARK_E_INVALID);
  };
  std::error_code failed;
  const uint64_t bytes = fs::file_size(folder / name, failed);
  if (failed) {
    throw refuse(failed == std::errc::no_such_file_or_directory ? "missing" : failed.message());
  }
  if (bytes > file_bytes_max) {
    throw refuse("larger than " + std::to_string(file_bytes_max) + " bytes");
  }
  std::ifstream in(folder / name, std::ios::binary);
  std::string text{std::istreambuf_iterator<char>(in), {}};
  if (text.size() != bytes) throw refuse("cannot be read");
  return text;
}

}  // namespace

Artefact load_artefact(std::string_view path) {
  const fs::path folder(path);
  return {sha256_hex(read(folder, "SHA256SUMS")), read(folder, "model.json"),
          read(folder, "probes.json")};
}

}  // namespace ml_model
