// spark/row.h: a row of a record log, as a query gives it.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "spark/abi.h"

namespace spark {

// One row of a query's result; valid during the call that gets it. A column is asked for by its
// index, from 0, and is nothing where it is null or of another type.
class Row {
 public:
  Row(const spark_value* values, uint32_t count) : values_(values), count_(count) {}

  // Of a double; finite, since NaN was stored as null.
  [[nodiscard]] std::optional<double> f64(uint32_t column) const {
    const spark_value* const value = find(column, SPARK_F64);
    return value == nullptr ? std::nullopt : std::optional(value->as.f64);
  }
  // Of an int64_t or a time, which is in milliseconds since 1970 UTC.
  [[nodiscard]] std::optional<int64_t> i64(uint32_t column) const {
    const spark_value* const value = find(column, SPARK_I64);
    return value == nullptr ? std::nullopt : std::optional(value->as.i64);
  }
  // Of a bool.
  [[nodiscard]] std::optional<bool> boolean(uint32_t column) const {
    const spark_value* const value = find(column, SPARK_BOOL);
    return value == nullptr ? std::nullopt : std::optional(value->as.i64 != 0);
  }
  // Of a text, a key or a text's number; borrowed for the call that gets the row.
  [[nodiscard]] std::optional<std::string_view> text(uint32_t column) const {
    const spark_value* const value = find(column, SPARK_STRING);
    if (value == nullptr) return std::nullopt;
    return std::string_view(value->as.str, value->length);
  }

 private:
  // Null if there is no such column, or its value is null or of another type: an earlier version of
  // the plugin may have written the row with fewer columns.
  [[nodiscard]] const spark_value* find(uint32_t column, uint32_t type) const {
    return column < count_ && values_[column].type == type ? &values_[column] : nullptr;
  }

  const spark_value* values_;
  uint32_t count_;
};

}  // namespace spark
