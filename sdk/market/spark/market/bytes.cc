#include "spark/market/bytes.h"

#include <zlib.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <string_view>

#include "spark/market/zip.h"

namespace spark::market {
namespace {

using tool::Error;
using tool::Exit;
using tool::Result;

// Plain files, too: zlib passes them through.
class GzipBytes final : public Bytes {
 public:
  static Result<std::unique_ptr<Bytes>> open(const std::string& path) {
    constexpr unsigned buffer_bytes = 128 * 1024;
    errno = 0;
    File file(gzopen(path.c_str(), "rb"), gzclose);
    if (!file) return Error{Exit::usage, errno != 0 ? std::strerror(errno) : "out of memory"};
    gzbuffer(file.get(), buffer_bytes);
    return std::unique_ptr<Bytes>(std::make_unique<GzipBytes>(std::move(file)));
  }

  using File = std::unique_ptr<gzFile_s, int (*)(gzFile)>;
  explicit GzipBytes(File file) : file_(std::move(file)) {}

  Result<size_t> read(char* to, size_t size) override {
    const int count = gzread(file_.get(), to, static_cast<unsigned>(size));
    int code = Z_OK;
    const char* why = gzerror(file_.get(), &code);
    // A stream that is cut off yields its bytes first and then Z_BUF_ERROR.
    if (count < 0 || (count == 0 && code != Z_OK && code != Z_STREAM_END)) {
      if (code == Z_ERRNO) why = std::strerror(errno);
      return Error{Exit::usage, code == Z_BUF_ERROR ? "the file is cut off" : why};
    }
    unpacked_ += static_cast<uint64_t>(count);
    const auto packed = static_cast<uint64_t>(std::max<z_off_t>(gzoffset(file_.get()), 0));
    if (gzdirect(file_.get()) == 0 && is_bomb(unpacked_, packed)) {
      return Error{Exit::usage, "it unpacks to more than " + std::to_string(unpacked_ratio_max) +
                                    " times its size, which is no market data"};
    }
    return static_cast<size_t>(count);
  }

 private:
  File file_;
  uint64_t unpacked_ = 0;
};

bool begins_like_zip(const std::string& path) {
  std::array<char, 4> bytes{};
  std::ifstream(path, std::ios::binary).read(bytes.data(), bytes.size());
  const std::string_view begin(bytes.data(), bytes.size());
  return begin == "PK\x03\x04" || begin == "PK\x05\x06";  // the latter has nothing inside
}

}  // namespace

Result<std::unique_ptr<Bytes>> open_bytes(const std::string& path) {
  std::error_code code;
  const auto status = std::filesystem::status(path, code);
  if (std::filesystem::is_directory(status)) {
    return Error{Exit::usage, path + ": is a directory, expected a file"};
  }
  // Refuses pipes: a pipe would be empty when the reader reads it for the second time.
  if (std::filesystem::exists(status) && !std::filesystem::is_regular_file(status)) {
    return Error{Exit::usage, path + ": expected a file, since it is read more than once"};
  }
  auto bytes = begins_like_zip(path) ? open_zip(path) : GzipBytes::open(path);
  if (!bytes) return Error{Exit::usage, path + ": cannot be read: " + bytes.error().text};
  return bytes;
}

}  // namespace spark::market
