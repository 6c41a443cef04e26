// Making and reading the token file.
#include "base/token_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>

#include "base/ascii.h"
#include "base/descriptor.h"
#include "base/hex.h"

namespace spark::base {
namespace {

constexpr size_t random_bytes = 32;
constexpr size_t token_bytes_min = 16;
constexpr size_t token_bytes_max = 256;

Error token_file_failure(const std::filesystem::path& file, std::string_view what) {
  return Error(fmt::format("token file {}: {}: {}", file.string(), what, std::strerror(errno)));
}

Result<std::string> create(const std::filesystem::path& file) {
  std::array<unsigned char, random_bytes> bytes{};
  if (::getrandom(bytes.data(), bytes.size(), 0) != static_cast<ssize_t>(bytes.size())) {
    return token_file_failure(file, "no random bytes from the kernel");
  }
  const std::string token = to_hex(bytes);

  std::error_code ignored;
  std::filesystem::create_directories(file.parent_path(), ignored);
  const Descriptor out = open_descriptor(file, O_WRONLY | O_CREAT | O_EXCL, 0600);
  if (!out.is_open()) return token_file_failure(file, "cannot create it");
  if (!write_all(out.get(), token + '\n')) return token_file_failure(file, "cannot write it");
  return {boost::system::in_place_value, token};
}

}  // namespace

Result<std::string> load_or_create_token(const std::filesystem::path& file) {
  // Does not block: opening a FIFO would wait for its writer.
  const Descriptor in = open_descriptor(file, O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
  if (!in.is_open()) {
    if (errno == ENOENT) return create(file);
    if (errno == ELOOP)
      return Error(fmt::format("token file {}: it is a symbolic link", file.string()));
    return token_file_failure(file, "cannot open it");
  }
  struct stat status {};
  if (::fstat(in.get(), &status) != 0) return token_file_failure(file, "cannot examine it");
  if (!S_ISREG(status.st_mode)) {
    return Error(fmt::format("token file {}: it is not a regular file", file.string()));
  }
  if (status.st_uid != ::geteuid() && status.st_uid != 0) {
    return Error(
        fmt::format("token file {}: it belongs to user {}; expected this process's, {}, or root",
                    file.string(), status.st_uid, ::geteuid()));
  }
  if ((status.st_mode & 077) != 0) {
    return Error(fmt::format("token file {}: others may read it (mode {:03o}); run: chmod 600 {}",
                             file.string(), status.st_mode & 0777, file.string()));
  }
  auto text = read_until_end(in.get(), token_bytes_max + 2);
  if (!text) return token_file_failure(file, "cannot read it");
  std::string token = std::move(*text);
  while (!token.empty() && (token.back() == '\n' || token.back() == '\r')) token.pop_back();
  const bool is_token = std::all_of(token.begin(), token.end(), [](char c) {
    return is_alnum(c) || std::string_view("-._~+/=").find(c) != std::string_view::npos;
  });
  if (token.size() < token_bytes_min || token.size() > token_bytes_max || !is_token) {
    return Error(
        fmt::format("token file {}: expected one line of {} to {} letters, digits or -._~+/=; "
                    "remove it to have a new "
                    "one made",
                    file.string(), token_bytes_min, token_bytes_max));
  }
  return {boost::system::in_place_value, token};
}

}  // namespace spark::base
