// A row on its way from a worker to the thread that writes it: bytes in a ring.
//
//   u32 layout, u32 0, u64 nulls (one bit a column), 8 bytes a column that is not null, the texts
//
// A text's column holds its length, a text_id's its number.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <span>
#include <string_view>
#include <vector>

#include "spark/ext/draft/rows.h"
#include "store/record_log.h"

namespace spark::services {

inline constexpr size_t row_bytes_max =
    16 + SPARK_ROWS_COLUMNS_MAX * (sizeof(uint64_t) + SPARK_ROWS_TEXT_BYTES_MAX);

// The columns of one version, as workers need them.
struct RowLayout {
  RowLayout(uint32_t number_, store::RowColumns columns_);

  uint32_t number;  // within the log
  store::RowColumns columns;
  size_t time = 0;  // index of the time column
  // What a worker checks values by, a column after the other.
  std::array<uint32_t, SPARK_ROWS_COLUMNS_MAX> value_types{};
  // One bit a column.
  uint64_t f64s = 0;
  uint64_t texts = 0;
  uint64_t text_ids = 0;
};

// Writes the row's bytes to `to`, of row_bytes_max, and returns how many. 0: the values are not
// those of the columns, the time is null, or a number of a text is not below `texts`. [worker]
[[nodiscard]] size_t encode_row(const RowLayout& layout, std::span<const spark_value> values,
                                uint64_t texts, char* to) noexcept;

[[nodiscard]] uint32_t layout_of(std::string_view row);

// The values of a row that encode_row() wrote with this layout, valid as long as `row` and what
// `text_of` gives.
using TextOf = std::function<std::string_view(uint64_t number)>;
void decode_row(const RowLayout& layout, std::string_view row, const TextOf& text_of,
                std::vector<store::RowValue>& values);

}  // namespace spark::services
