// Lines of CSV as `sparkctl rows export` writes them, from text that comes piece by piece.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "spark/tool/result.h"

namespace spark::recorded {

class CsvLines {
 public:
  // Gets the cells of a line, valid during the call; an error of it ends the reading.
  using Take = std::function<tool::Result<void>(std::span<const std::string>)>;

  explicit CsvLines(Take take) : take_(std::move(take)), cells_(1) {}

  tool::Result<void> add(std::string_view text);
  // False: the text ended within a line.
  [[nodiscard]] bool is_at_line_end() const { return used_ == 0 && cells_[0].empty(); }
  // Of the line that take() gets, or that comes next; the first is 1.
  [[nodiscard]] uint64_t line() const { return line_; }

 private:
  const Take take_;
  uint64_t line_ = 1;
  std::vector<std::string> cells_;
  size_t used_ = 0;  // cells of this line, but for the last
  bool is_quoted_ = false;
  bool was_quote_ = false;
};

}  // namespace spark::recorded
