#include "base/whole_file.h"

#include <fcntl.h>

#include <system_error>

namespace spark::base {
namespace {

Result<void> write_beside(const std::filesystem::path& draft, const std::filesystem::path& path,
                          std::string_view text, mode_t mode, Sync sync) {
  auto file = File::open(draft, O_WRONLY | O_CREAT | O_TRUNC | O_APPEND, mode);
  if (!file) return file.error();
  if (auto written = file->append(text); !written) return written;
  if (sync == Sync::waits)
    if (auto synced = file->sync(); !synced) return synced;
  return file->rename_to(path);
}

}  // namespace

Result<void> sync_folder(const std::filesystem::path& folder) {
  auto opened = File::open(folder, O_RDONLY | O_DIRECTORY);
  if (!opened) return opened.error();
  return opened->sync();
}

Result<void> write_whole(const std::filesystem::path& path, std::string_view text, mode_t mode,
                         Sync sync) {
  std::filesystem::path draft = path;
  draft += ".new";
  if (auto written = write_beside(draft, path, text, mode, sync); !written) {
    std::error_code ignored;
    std::filesystem::remove(draft, ignored);
    return written;
  }
  if (sync == Sync::none) return {};
  const std::filesystem::path folder = path.parent_path();
  return sync_folder(folder.empty() ? "." : folder);
}

Result<std::string> read_whole(const std::filesystem::path& path, uint64_t bytes_max) {
  auto file = File::open(path, O_RDONLY);
  if (!file) return file.error();
  auto text = file->read_some_at(0, bytes_max + 1);
  if (text && text->size() > bytes_max) {
    return Error("read " + path.string() + ": expected at most " + std::to_string(bytes_max) +
                 " bytes");
  }
  return text;
}

}  // namespace spark::base
