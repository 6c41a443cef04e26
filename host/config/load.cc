// From a file or a text to a Config: read, parse, override, decode, cross-check.
#include <cerrno>
#include <cstring>
#include <fstream>
#include <system_error>

#include "config/config.h"
#include "config/decode.h"
#include "config/overrides.h"

namespace spark::config {
// Reads no more than tells that the file is too large, so that a device without an end is no harm.
std::optional<std::string> read_file(const std::filesystem::path& file, Errors& errors) {
  const Place place{file.string(), 0, 0};
  std::error_code ignored;
  if (std::filesystem::is_directory(file, ignored)) {
    errors.add(place, "", "expected a file, found a directory");
    return std::nullopt;
  }
  errno = 0;
  std::ifstream stream(file, std::ios::binary);
  if (!stream) {
    errors.add(place, "", std::string("cannot be read: ") + std::strerror(errno));
    return std::nullopt;
  }
  std::string text(file_bytes_max + 1, '\0');
  stream.read(text.data(), static_cast<std::streamsize>(text.size()));
  if (stream.bad()) {
    errors.add(place, "", std::string("cannot be read: ") + std::strerror(errno));
    return std::nullopt;
  }
  text.resize(static_cast<size_t>(stream.gcount()));
  return text;
}

Config parse(std::string_view text, const std::string& file, const std::filesystem::path& folder,
             const std::vector<std::string>& overrides,
             const std::vector<std::pair<std::string, std::string>>& environment, Errors& errors) {
  const size_t before = errors.size();
  Node root = parse_yaml(text, file, errors);
  const bool unreadable = root.kind == Kind::null && errors.size() > before;
  Config config;
  if (!unreadable) {
    if (root.place.line == 0) root.place = {file, 0, 0};
    apply_environment(root, environment);
    apply_overrides(root, overrides, errors);
    config = decode(Cursor(root, "", errors), folder);
    cross_check(config, errors);
  }
  config.file = file;
  config.folder = folder;
  config.text = text;
  config.overrides = overrides;
  return config;
}

Config load(const std::filesystem::path& file, const std::vector<std::string>& overrides,
            const std::vector<std::pair<std::string, std::string>>& environment, Errors& errors) {
  const auto text = read_file(file, errors);
  if (!text) return {};
  const auto folder = std::filesystem::absolute(file).parent_path();
  return parse(*text, file.string(), folder, overrides, environment, errors);
}

}  // namespace spark::config
