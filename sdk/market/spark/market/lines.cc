#include "spark/market/lines.h"

#include <cstring>

namespace spark::market {

using tool::Error;
using tool::Exit;
using tool::Result;

namespace {

constexpr size_t buffer_bytes = 4 * LineReader::line_bytes_max;

}  // namespace

Result<LineReader> LineReader::open(std::string path) {
  LineReader reader(std::move(path));
  auto bytes = open_bytes(reader.path_);
  if (!bytes) return bytes.error();
  reader.bytes_ = std::move(*bytes);
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
  const Result<size_t> count = bytes_->read(buffer_.data() + end_, buffer_.size() - end_);
  if (!count) {
    return Error{Exit::usage, path_ + ":" + std::to_string(line_number_ + 1) +
                                  ": cannot be read: " + count.error().text};
  }
  end_ += *count;
  ended_ = *count == 0;
  return *count > 0;
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

}  // namespace spark::market
