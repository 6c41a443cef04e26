// Lines of a text file, plain or packed (see bytes.h), in bounded memory.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "spark/market/bytes.h"

namespace spark::market {

class LineReader {
 public:
  static constexpr size_t line_bytes_max = 64 * 1024;

  // Errors are of usage and name the file.
  static tool::Result<LineReader> open(std::string path);

  // Reads the next line into `line`, without "\n" or "\r\n" and without a byte-order mark; valid
  // until the next call. False at the end. The error names file and line: unreadable, cut off, or a
  // line too long.
  tool::Result<bool> next(std::string_view& line);

  [[nodiscard]] const std::string& path() const { return path_; }
  // Of the file inside a zip; empty for others.
  [[nodiscard]] std::string inner_name() const { return bytes_->inner_name(); }
  [[nodiscard]] uint64_t line_number() const {
    return line_number_;
  }                                         // of the line last read, from 1
  [[nodiscard]] std::string place() const;  // "file:12"

 private:
  explicit LineReader(std::string path) : path_(std::move(path)) {}

  // More bytes into the buffer; false at the end of the file.
  tool::Result<bool> fill();

  std::string path_;
  std::unique_ptr<Bytes> bytes_;
  std::vector<char> buffer_;
  size_t begin_ = 0;  // of the bytes not yet handed out
  size_t end_ = 0;
  bool ended_ = false;
  uint64_t line_number_ = 0;
};

// Whether a line holds no cell: nothing, blanks, or commas alone, as spreadsheets save empty rows.
[[nodiscard]] inline bool is_blank(std::string_view line) {
  return line.find_first_not_of(" \t,") == std::string_view::npos;
}

}  // namespace spark::market
