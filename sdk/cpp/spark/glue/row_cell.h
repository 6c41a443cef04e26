// spark/glue/row_cell.h: C++ types as columns of a record log. An author needs the three types
// alone.
#pragma once

#include <bit>
#include <cstdint>
#include <string_view>

#include "spark/ext/draft/rows.h"

namespace spark {

// When the row's event was, in milliseconds since 1970 UTC. Exactly one column is of this type;
// queries are by it, and it is never null. Take it from the request or from spark::Clock.
struct EventTime {
  int64_t utc_ms;
};
// What rows are asked for by, such as a request's id; a longer one than 64 bytes is cut. At most
// one column is of this type. The bytes are borrowed for append().
struct Key {
  std::string_view text;
};
// The number of a text that recurs, such as a model's version: it stands in the file once, and a
// row has 8 bytes. Rows::text_id() gives it, for rows of that log alone, and it holds as long as
// the plugin object. A query gives the text.
struct TextId {
  int64_t number;
};

namespace glue {

// How a C++ type is a column: its type and flags as spark_rows_column has them, and its value as a
// cell. A std::string_view stands in the row, with at most 64 bytes; a longer one is cut.
template <class T>
struct RowCell;

template <uint32_t column_type, uint32_t column_flags = 0>
struct RowCellOf {
  static constexpr uint32_t type = column_type;
  static constexpr uint32_t flags = column_flags;
};

// bits() is the cell's 64 bits, as spark_rows_row has them; text() is what stands beside the cells,
// borrowed from the value. Neither throws or allocates. [any]

// The bits of the double itself. A NaN is null in the file, an infinity is kept.
template <>
struct RowCell<double> : RowCellOf<SPARK_F64> {
  static uint64_t bits(double number) { return std::bit_cast<uint64_t>(number); }
};
// Of any unit: the column's documentation says which.
template <>
struct RowCell<int64_t> : RowCellOf<SPARK_I64> {
  static uint64_t bits(int64_t number) { return static_cast<uint64_t>(number); }
};
// 0 or 1.
template <>
struct RowCell<bool> : RowCellOf<SPARK_BOOL> {
  static uint64_t bits(bool is) { return is ? 1 : 0; }
};
// Milliseconds since 1970 UTC. A row without it is dropped.
template <>
struct RowCell<EventTime> : RowCellOf<SPARK_I64, SPARK_ROWS_TIME> {
  static uint64_t bits(EventTime time) { return static_cast<uint64_t>(time.utc_ms); }
};
// The number that Rows::text_id() gave; another one is null in the file.
template <>
struct RowCell<TextId> : RowCellOf<SPARK_ROWS_TEXT_ID> {
  static uint64_t bits(TextId id) { return static_cast<uint64_t>(id.number); }
};
// These stand in the row itself, so they cost their bytes each time.
template <>
struct RowCell<std::string_view> : RowCellOf<SPARK_STRING> {
  static std::string_view text(std::string_view bytes) { return bytes; }
};
template <>
struct RowCell<Key> : RowCellOf<SPARK_STRING, SPARK_ROWS_KEY> {
  static std::string_view text(Key key) { return key.text; }
};

}  // namespace glue
}  // namespace spark
