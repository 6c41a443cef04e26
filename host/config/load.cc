// From a file or a text to a Config: read, parse, override, decode, cross-check.
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <system_error>

#include "base/descriptor.h"
#include "config/config.h"
#include "config/decode.h"
#include "config/overrides.h"

namespace spark::config {
// Reads at most one byte beyond the limit, so that a device without an end does no harm.
std::optional<std::string> read_file(const std::filesystem::path& file, Errors& errors) {
  const Place place{file.string(), 0, 0};
  const auto refuse = [&](std::string why) {
    errors.add(place, "", std::move(why));
    return std::nullopt;
  };
  // Does not block: opening a FIFO would wait for its writer.
  const base::Descriptor opened = base::open_descriptor(file, O_RDONLY | O_NONBLOCK);
  struct stat found {};
  if (!opened.is_open() || ::fstat(opened.get(), &found) != 0)
    return refuse(std::string("cannot be read: ") + std::strerror(errno));
  if (S_ISDIR(found.st_mode)) return refuse("expected a file, found a directory");
  if (S_ISFIFO(found.st_mode)) return refuse("expected a file, found a pipe");
  auto text = base::read_until_end(opened.get(), file_bytes_max + 1);
  if (!text) return refuse(std::string("cannot be read: ") + std::strerror(errno));
  return text;
}

Config parse(std::string_view text, const std::string& file, const std::filesystem::path& folder,
             const std::vector<std::string>& overrides, const Environment& environment,
             Errors& errors) {
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
            const Environment& environment, Errors& errors) {
  const auto text = read_file(file, errors);
  if (!text) return {};
  const auto folder = std::filesystem::absolute(file).parent_path();
  return parse(*text, file.string(), folder, overrides, environment, errors);
}

}  // namespace spark::config
