// Rows of recorders' logs as far as pairs are counted from them, from what `sparkctl rows export`
// writes.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "recount.h"
#include "spark/recorded/csv.h"
#include "spark/tool/result.h"

namespace promote {

// Takes the text of one log piece by piece.
class PairRowReader {
 public:
  using Take = std::function<void(const PairRow&)>;

  // `place` names the text in errors, `log` the rows. `take` gets each row, valid during the call.
  PairRowReader(std::string place, uint32_t log, Take take);
  PairRowReader(const PairRowReader&) = delete;
  PairRowReader& operator=(const PairRowReader&) = delete;

  // An error names the line, and what it expected.
  spark::tool::Result<void> add(std::string_view text) { return lines_.add(text); }
  spark::tool::Result<void> finish();

 private:
  using Cells = std::span<const std::string>;
  static constexpr size_t columns = 12;

  spark::tool::Result<void> read_head(Cells cells);
  spark::tool::Result<void> read_row(Cells cells);
  [[nodiscard]] spark::tool::Error wrong(const std::string& what) const;

  const std::string place_;
  const Take take_;
  spark::recorded::CsvLines lines_;
  std::array<size_t, columns> places_{};
  bool has_head_ = false;
  PairRow row_;
};

}  // namespace promote
