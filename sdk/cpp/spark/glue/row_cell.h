// spark/glue/row_cell.h: C++ types as columns of a record log. An author needs the three types
// alone.
#pragma once

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

// How a C++ type is a column, and its value a spark_value. A std::string_view stands in the row,
// with at most 64 bytes; a longer one is cut.
template <class T>
struct RowCell;

// What the specialisations below share: the column's type and flags as spark_rows_column has them,
// and values of the two kinds that several of them write.
template <uint32_t column_type, uint32_t column_flags = 0>
struct RowCellOf {
  static constexpr uint32_t type = column_type;
  static constexpr uint32_t flags = column_flags;

 protected:
  static spark_value integer(uint32_t value_type, int64_t number) {
    spark_value value{};
    value.type = value_type;
    value.as.i64 = number;
    return value;
  }
  static spark_value text(std::string_view bytes) {
    spark_value value{};
    value.type = SPARK_STRING;
    value.length = static_cast<uint32_t>(bytes.size());
    value.as.str = bytes.data();
    return value;
  }
};

// A NaN is null in the file.
template <>
struct RowCell<double> : RowCellOf<SPARK_F64> {
  static spark_value raw(double number) {
    spark_value value{};
    value.type = SPARK_F64;
    value.as.f64 = number;
    return value;
  }
};
template <>
struct RowCell<int64_t> : RowCellOf<SPARK_I64> {
  static spark_value raw(int64_t number) { return integer(SPARK_I64, number); }
};
template <>
struct RowCell<bool> : RowCellOf<SPARK_BOOL> {
  static spark_value raw(bool is) { return integer(SPARK_BOOL, is ? 1 : 0); }
};
// Stands in the row itself, so it costs its bytes each time.
template <>
struct RowCell<std::string_view> : RowCellOf<SPARK_STRING> {
  static spark_value raw(std::string_view bytes) { return text(bytes); }
};
template <>
struct RowCell<Key> : RowCellOf<SPARK_STRING, SPARK_ROWS_KEY> {
  static spark_value raw(Key key) { return text(key.text); }
};
template <>
struct RowCell<EventTime> : RowCellOf<SPARK_I64, SPARK_ROWS_TIME> {
  static spark_value raw(EventTime time) { return integer(SPARK_I64, time.utc_ms); }
};
template <>
struct RowCell<TextId> : RowCellOf<SPARK_ROWS_TEXT_ID> {
  static spark_value raw(TextId id) { return integer(SPARK_I64, id.number); }
};

}  // namespace glue
}  // namespace spark
