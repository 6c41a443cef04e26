// spark/filled_row.h: a row of a record log while it is filled, as the host takes it:
// Rows<…>::Filled (rows.h). For wide rows; Rows::append() of single values makes one itself.
//
//   Trades::Filled row;                      // a worker's own, as long as its stage
//   row.set<4>(version);
//   row.fix();                               // the version is in all rows
//
//   row.begin();                             // each row: everything else is null
//   row.set<0>(spark::EventTime{now_ms});
//   row.set<2>(score_.get(frame));           // a slot that is null leaves its column null
//   for (size_t i = 0; i < features.size(); ++i) row.set_at(5 + i, features[i]);
//   plugin.trades().append(row);
//
// A value costs a store and an "or", so that a row of 60 columns takes some tens of nanoseconds.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <tuple>
#include <type_traits>

#include "spark/ext/draft/rows.h"
#include "spark/glue/row_cell.h"

namespace spark {

// A cell a column, each of which is null until it is set. Texts are borrowed until the row was
// appended. One thread at a time; nothing throws or allocates.
template <class... Columns>
class FilledRow {
 public:
  template <size_t column>
  using Type = std::tuple_element_t<column, std::tuple<Columns...>>;

  // Whatever is set now is in all rows that follow, until it is set to something else. Once, when
  // the row is prepared.
  void fix() noexcept { fixed_ = present_; }
  // The next row: all columns are null but those that were fixed, which have their last values.
  void begin() noexcept { present_ = fixed_; }

  template <size_t column>
  void set(const Type<column>& value) noexcept {
    put<column>(value);
    present_ |= bit(column);
  }
  // Nothing leaves the column as it is: null, after begin().
  template <size_t column>
  void set(const std::optional<Type<column>>& value) noexcept {
    put<column>(value.value_or(Type<column>{}));
    present_ |= uint64_t{value.has_value()} << column;
  }
  // A column that is known only when the program runs: below the number of columns, and of type T,
  // which is no text. The compiler cannot see it, and the host does not look: with another T the
  // column holds the bits of the one as a value of the other.
  template <class T>
  void set_at(size_t column, T value) noexcept {
    cells_[column] = glue::RowCell<T>::bits(value);
    present_ |= bit(column);
  }

  // As the host takes it, borrowed from this row until that is changed. Rows::append() calls it; a
  // test that looks at a row may, too: bit i of `present` is column i, and the texts stand in the
  // order of their columns.
  [[nodiscard]] spark_rows_row raw() const noexcept {
    return {present_, cells_.data(), texts_.data()};
  }

  // Copies are independent: a stage prepares a row, and each of its workers has a copy. A copy's
  // texts are borrowed from the same places.

 private:
  static constexpr size_t columns = sizeof...(Columns);
  static_assert(columns > 0 && columns <= SPARK_ROWS_COLUMNS_MAX);
  static constexpr std::array<bool, columns> is_text = {glue::RowCell<Columns>::type ==
                                                        SPARK_STRING...};

  static constexpr uint64_t bit(size_t column) { return uint64_t{1} << column; }
  static constexpr size_t texts_before(size_t column) {
    size_t count = 0;
    for (size_t i = 0; i < column; ++i) count += is_text[i] ? 1 : 0;
    return count;
  }

  template <size_t column>
  void put(const Type<column>& value) noexcept {
    using Cell = glue::RowCell<Type<column>>;
    if constexpr (is_text[column]) {
      const std::string_view text = Cell::text(value);
      texts_[texts_before(column)] = {text.data(), text.size()};
    } else {
      cells_[column] = Cell::bits(value);
    }
  }

  // A bit a column, the first one lowest. Cells of columns without a bit hold what was there
  // before, and nobody looks at them: neither the host nor a reader of the file, for which they are
  // null. So begin() need not clear them.
  uint64_t present_ = 0;
  uint64_t fixed_ = 0;
  std::array<uint64_t, columns> cells_{};
  std::array<spark_rows_text, texts_before(columns)> texts_{};
};

}  // namespace spark
