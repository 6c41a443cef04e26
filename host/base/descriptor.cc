#include "base/descriptor.h"

#include <fcntl.h>

#include <algorithm>
#include <array>
#include <cstdint>

namespace spark::base {

Descriptor open_descriptor(const std::filesystem::path& path, int flags, mode_t mode) {
  return Descriptor(retried([&] { return ::open(path.c_str(), flags | O_CLOEXEC, mode); }));
}

ssize_t read_some(int descriptor, std::span<char> out) {
  return retried([&] { return ::read(descriptor, out.data(), out.size()); });
}

std::optional<std::string> read_until_end(int descriptor, size_t bytes_max) {
  std::string text;
  std::array<char, 16 * 1024> piece;
  while (text.size() < bytes_max) {
    const size_t wanted = std::min(piece.size(), bytes_max - text.size());
    const ssize_t got = read_some(descriptor, std::span(piece).first(wanted));
    if (got < 0) return std::nullopt;
    if (got == 0) break;
    text.append(piece.data(), static_cast<size_t>(got));
  }
  return text;
}

std::optional<size_t> read_at(int descriptor, uint64_t offset, std::span<char> out) {
  size_t done = 0;
  while (done < out.size()) {
    const auto at = static_cast<off_t>(offset + done);
    const ssize_t got =
        retried([&] { return ::pread(descriptor, out.data() + done, out.size() - done, at); });
    if (got < 0) return std::nullopt;
    if (got == 0) break;
    done += static_cast<size_t>(got);
  }
  return done;
}

bool write_all(int descriptor, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t put = retried([&] { return ::write(descriptor, bytes.data(), bytes.size()); });
    if (put < 0) return false;
    bytes.remove_prefix(static_cast<size_t>(put));
  }
  return true;
}

bool write_all_at(int descriptor, uint64_t offset, std::string_view bytes) {
  while (!bytes.empty()) {
    const auto at = static_cast<off_t>(offset);
    const ssize_t put =
        retried([&] { return ::pwrite(descriptor, bytes.data(), bytes.size(), at); });
    if (put < 0) return false;
    offset += static_cast<uint64_t>(put);
    bytes.remove_prefix(static_cast<size_t>(put));
  }
  return true;
}

}  // namespace spark::base
