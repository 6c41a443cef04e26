#include "artefact.h"

#include <filesystem>
#include <fstream>
#include <iterator>

#include "sha256.h"
#include "spark/error.h"

namespace ml_model {

namespace fs = std::filesystem;

std::string read_file(std::string_view path, const std::string& name, uint64_t bytes_max) {
  const fs::path folder(path);
  const auto refuse = [&](const std::string& why) {
    return spark::Error(name + ": " + why, SPARK_E_INVALID);
  };
  std::error_code failed;
  const uint64_t bytes = fs::file_size(folder / name, failed);
  if (failed) {
    throw refuse(failed == std::errc::no_such_file_or_directory ? "missing" : failed.message());
  }
  if (bytes > bytes_max) {
    throw refuse("larger than " + std::to_string(bytes_max) + " bytes");
  }
  std::ifstream in(folder / name, std::ios::binary);
  std::string text{std::istreambuf_iterator<char>(in), {}};
  if (text.size() != bytes) throw refuse("cannot be read");
  return text;
}

bool is_plain_name(std::string_view name) {
  constexpr size_t chars_max = 64;
  return !name.empty() && name.size() <= chars_max && name != "." && name != ".." &&
         name.find_first_not_of(
             "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-") ==
             std::string_view::npos;
}

Artefact load_artefact(std::string_view path) {
  const auto read = [&](const char* name) { return read_file(path, name, file_bytes_max); };
  return {sha256_hex(read("SHA256SUMS")), read("model.json"), read("probes.json")};
}

}  // namespace ml_model
