#include "spark/tool/gzip_lines.h"

#include <zlib.h>

#include <cerrno>
#include <cstring>
#include <filesystem>

namespace spark::tool {
namespace {

constexpr size_t buffer_bytes = 4 * LineReader::line_bytes_max;
constexpr unsigned zlib_buffer_bytes = 128 * 1024;

gzFile as_gz(void* file) {
  return static_cast<gzFile>(file);
}

}  // namespace

void LineReader::CloseFile::operator()(void* file) const {
  gzclose(as_gz(file));
}

Result<LineReader> LineReader::open(std::string path) {
  LineReader reader(std::move(path));
  std::error_code code;
  if (std::filesystem::is_directory(reader.path_, code)) {
    return Error{Exit::usage, reader.path_ + ": is a directory, expected a file"};
  }
  errno = 0;
  reader.file_.reset(gzopen(reader.path_.c_str(), "rb"));
  if (reader.file_ == nullptr) {
    const std::string why = errno != 0 ? std::strerror(errno) : "out of memory";
    return Error{Exit::usage, reader.path_ + ": cannot be read: " + why};
  }
  gzbuffer(as_gz(reader.file_.get()), zlib_buffer_bytes);
  reader.buffer_.resize(buffer_bytes);
  return reader;
}

std::string LineReader::place() const {
  return path_ + ":" + std::to_string(line_number_);
}

Result<bool> LineReader::fill() {
  if (ended_) return false;
  std::memmove(buffer_.data(), buffer_.data() + begin_, end_ - begin_);
  end_ -= begin_;
  begin_ = 0;
  const gzFile file = as_gz(file_.get());
  const int read =
      gzread(file, buffer_.data() + end_, static_cast<unsigned>(buffer_.size() - end_));
  int code = Z_OK;
  const char* why = gzerror(file, &code);
  // A stream that is cut off yields its bytes first and then Z_BUF_ERROR.
  if (read < 0 || (read == 0 && code != Z_OK && code != Z_STREAM_END)) {
    if (code == Z_ERRNO) why = std::strerror(errno);
    return Error{Exit::usage,
                 path_ + ":" + std::to_string(line_number_ + 1) +
                     ": cannot be read: " + (code == Z_BUF_ERROR ? "the file is cut off" : why)};
  }
  end_ += static_cast<size_t>(read);
  ended_ = read == 0;
  return read > 0;
}

Result<bool> LineReader::next(std::string_view& line) {
  size_t searched = 0;
  for (;;) {
    const char* from = buffer_.data() + begin_;
    const size_t held = end_ - begin_;
    const auto* newline =
        static_cast<const char*>(std::memchr(from + searched, '\n', held - searched));
    size_t length = newline != nullptr ? static_cast<size_t>(newline - from) : held;
    if (length > line_bytes_max) {
      return Error{Exit::usage, path_ + ":" + std::to_string(line_number_ + 1) +
                                    ": expected a line of at most " +
                                    std::to_string(line_bytes_max) + " bytes"};
    }
    if (newline == nullptr && !ended_) {
      searched = held;
      if (Result<bool> more = fill(); !more) return more.error();
      continue;
    }
    if (newline == nullptr && held == 0) return false;

    begin_ += length + (newline != nullptr ? 1 : 0);
    line = std::string_view(from, length);
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (++line_number_ == 1 && line.starts_with("\xEF\xBB\xBF")) line.remove_prefix(3);
    return true;
  }
}

}  // namespace spark::tool
