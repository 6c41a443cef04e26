// POSIX calls with errors as values; see file.h.
#include "base/file.h"

#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <system_error>

namespace spark::base {
Error system_error(std::string_view doing, const std::filesystem::path& path) {
  const std::string why = std::generic_category().message(errno);
  return Error(std::string(doing) + " " + path.string() + ": " + why);
}

Result<File> File::open(const std::filesystem::path& path, int flags, mode_t mode) {
  Descriptor opened = open_descriptor(path, flags, mode);
  if (!opened.is_open()) return system_error("open", path);
  return File(std::move(opened), path);
}

Result<uint64_t> File::size() const {
  struct stat found;
  if (fstat(descriptor_.get(), &found) != 0) return system_error("stat", path_);
  return static_cast<uint64_t>(found.st_size);
}

Result<std::string> File::read_some_at(uint64_t offset, uint64_t bytes) const {
  std::string text(bytes, '\0');
  const auto got = base::read_at(descriptor_.get(), offset, text);
  if (!got) return system_error("read", path_);
  text.resize(*got);
  return {boost::system::in_place_value, std::move(text)};
}

Result<std::string> File::read_at(uint64_t offset, uint64_t bytes) const {
  auto text = read_some_at(offset, bytes);
  if (text && text->size() < bytes) return Error("read " + path_.string() + ": it ends too early");
  return text;
}

Result<void> File::append(std::string_view text) {
  if (!write_all(descriptor_.get(), text)) return system_error("write", path_);
  return {};
}

Result<void> File::write_at(uint64_t offset, std::string_view text) {
  if (!write_all_at(descriptor_.get(), offset, text)) return system_error("write", path_);
  return {};
}

Result<void> File::rename_to(const std::filesystem::path& path) {
  if (std::rename(path_.c_str(), path.c_str()) != 0)
    return system_error("rename " + path_.string() + " to", path);
  path_ = path;
  return {};
}

Result<void> File::truncate(uint64_t bytes) {
  if (retried([&] { return ftruncate(descriptor_.get(), static_cast<off_t>(bytes)); }) != 0)
    return system_error("truncate", path_);
  return {};
}

Result<void> File::sync_data() {
  if (retried([&] { return fdatasync(descriptor_.get()); }) != 0)
    return system_error("sync", path_);
  return {};
}

Result<void> File::sync() {
  if (retried([&] { return fsync(descriptor_.get()); }) != 0) return system_error("sync", path_);
  return {};
}

Result<bool> File::try_lock() {
  if (retried([&] { return flock(descriptor_.get(), LOCK_EX | LOCK_NB); }) == 0) return true;
  if (errno == EWOULDBLOCK) return false;
  return system_error("lock", path_);
}

}  // namespace spark::base
