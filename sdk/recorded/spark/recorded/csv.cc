#include "spark/recorded/csv.h"

namespace spark::recorded {

// Texts with commas, quotes or line ends stand in quotes, and a quote in them is doubled.
tool::Result<void> CsvLines::add(std::string_view text) {
  for (const char letter : text) {
    if (is_quoted_) {
      if (letter == '"') {
        is_quoted_ = false;
        was_quote_ = true;
      } else {
        cells_[used_] += letter;
      }
    } else if (letter == '"') {
      if (was_quote_) cells_[used_] += letter;
      is_quoted_ = true;
      was_quote_ = false;
    } else if (letter == ',') {
      was_quote_ = false;
      if (++used_ == cells_.size()) cells_.emplace_back();
      cells_[used_].clear();
    } else if (letter == '\n') {
      was_quote_ = false;
      tool::Result<void> taken = take_(std::span(cells_).first(used_ + 1));
      ++line_;
      used_ = 0;
      cells_[0].clear();
      if (!taken) return taken;
    } else if (letter != '\r') {
      cells_[used_] += letter;
    }
  }
  return {};
}

}  // namespace spark::recorded
