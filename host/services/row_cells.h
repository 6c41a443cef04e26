// A row on its way from a worker to the thread that writes it: bytes in a ring.
//
//   u32 layout, u32 0, u64 present (one bit a column), cells, texts
//
// Cells go in groups of eight columns; a group without a value is left out, and one with some is
// copied whole, since a look at each cell costs more than its bytes. A text is a byte with its
// length, and its bytes. What the cells hold is looked at where the row is decoded.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string_view>
#include <vector>

#include "base/ring.h"
#include "spark/ext/draft/rows.h"
#include "store/record_log.h"

namespace spark::services {

// The columns of one version, as workers need them.
struct RowLayout {
  RowLayout(uint32_t number_, store::RowColumns columns_);

  uint32_t number;  // within the log
  store::RowColumns columns;
  size_t time = 0;  // index of the time column
  // One bit a column.
  uint64_t all = 0;
  uint64_t texts = 0;
};

// Puts the row's bytes into the ring. False: there is no room, its columns are not `count`, or it
// has no time. [worker]
[[nodiscard]] bool push_row(const RowLayout& layout, const spark_rows_row& row, uint32_t count,
                            base::SpscRing& ring) noexcept;

[[nodiscard]] uint32_t layout_of(std::string_view row);

// The values of a row that push_row() put there with this layout, valid as long as `row` and what
// `text_of` gives, which is nothing for a number that is none. A NaN is null.
using TextOf = std::function<std::optional<std::string_view>(uint64_t number)>;
void decode_row(const RowLayout& layout, std::string_view row, const TextOf& text_of,
                std::vector<store::RowValue>& values);

}  // namespace spark::services
