// POSIX calls with errors as values; see file.h.
#include "store/file.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <system_error>

namespace spark::store {
namespace {

// Calls until no signal interrupts.
template <class Call>
auto retried(Call call) {
  auto result = call();
  while (result == -1 && errno == EINTR) result = call();
  return result;
}

}  // namespace

base::Error system_error(std::string_view doing, const std::filesystem::path& path) {
  const std::string why = std::generic_category().message(errno);
  return base::Error(std::string(doing) + " " + path.string() + ": " + why);
}

base::Result<File> File::open(const std::filesystem::path& path, int flags, mode_t mode) {
  const int fd = retried([&] { return ::open(path.c_str(), flags | O_CLOEXEC, mode); });
  if (fd < 0) return system_error("open", path);
  return File(fd, path);
}

File::~File() {
  if (fd_ >= 0) ::close(fd_);
}

base::Result<uint64_t> File::size() const {
  struct stat found;
  if (fstat(fd_, &found) != 0) return system_error("stat", path_);
  return static_cast<uint64_t>(found.st_size);
}

base::Result<std::string> File::read_some_at(uint64_t offset, uint64_t bytes) const {
  std::string text(bytes, '\0');
  size_t done = 0;
  while (done < text.size()) {
    const auto at = static_cast<off_t>(offset + done);
    const ssize_t got =
        retried([&] { return pread(fd_, text.data() + done, text.size() - done, at); });
    if (got < 0) return system_error("read", path_);
    if (got == 0) break;
    done += static_cast<size_t>(got);
  }
  text.resize(done);
  return {boost::system::in_place_value, std::move(text)};
}

base::Result<std::string> File::read_at(uint64_t offset, uint64_t bytes) const {
  auto text = read_some_at(offset, bytes);
  if (text && text->size() < bytes)
    return base::Error("read " + path_.string() + ": it ends too early");
  return text;
}

base::Result<void> File::append(std::string_view text) {
  while (!text.empty()) {
    const ssize_t put = retried([&] { return ::write(fd_, text.data(), text.size()); });
    if (put < 0) return system_error("write", path_);
    text.remove_prefix(static_cast<size_t>(put));
  }
  return {};
}

base::Result<void> File::write_at(uint64_t offset, std::string_view text) {
  while (!text.empty()) {
    const auto at = static_cast<off_t>(offset);
    const ssize_t put = retried([&] { return pwrite(fd_, text.data(), text.size(), at); });
    if (put < 0) return system_error("write", path_);
    offset += static_cast<uint64_t>(put);
    text.remove_prefix(static_cast<size_t>(put));
  }
  return {};
}

base::Result<void> File::rename_to(const std::filesystem::path& path) {
  if (std::rename(path_.c_str(), path.c_str()) != 0)
    return system_error("rename " + path_.string() + " to", path);
  path_ = path;
  return {};
}

base::Result<void> File::truncate(uint64_t bytes) {
  if (retried([&] { return ftruncate(fd_, static_cast<off_t>(bytes)); }) != 0)
    return system_error("truncate", path_);
  return {};
}

base::Result<void> File::sync_data() {
  if (retried([&] { return fdatasync(fd_); }) != 0) return system_error("sync", path_);
  return {};
}

base::Result<void> File::sync() {
  if (retried([&] { return fsync(fd_); }) != 0) return system_error("sync", path_);
  return {};
}

base::Result<bool> File::try_lock() {
  if (retried([&] { return flock(fd_, LOCK_EX | LOCK_NB); }) == 0) return true;
  if (errno == EWOULDBLOCK) return false;
  return system_error("lock", path_);
}

}  // namespace spark::store
