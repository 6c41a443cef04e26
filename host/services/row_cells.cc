#include "services/row_cells.h"

#include <bit>
#include <cmath>
#include <cstring>
#include <utility>

#include "base/utf8.h"

namespace spark::services {
namespace {

using store::RowType;

constexpr size_t row_head_bytes = 16;

struct RowHead {
  uint32_t layout;
  uint32_t unused;
  uint64_t nulls;
};
static_assert(sizeof(RowHead) == row_head_bytes);

constexpr uint32_t value_type(RowType type) {
  switch (type) {
    case RowType::f64:
      return SPARK_F64;
    case RowType::boolean:
      return SPARK_BOOL;
    case RowType::text:
      return SPARK_STRING;
    case RowType::i64:
    case RowType::text_id:
      break;
  }
  return SPARK_I64;
}

std::string_view text_of_value(const spark_value& value) {
  const std::string_view all(value.length == 0 ? "" : value.as.str, value.length);
  return all.size() <= SPARK_ROWS_TEXT_BYTES_MAX
             ? all
             : base::whole_characters(all, SPARK_ROWS_TEXT_BYTES_MAX);
}

}  // namespace

RowLayout::RowLayout(uint32_t number_, store::RowColumns columns_)
    : number(number_), columns(std::move(columns_)) {
  for (size_t i = 0; i < columns.size(); ++i) {
    const RowType type = columns[i].type;
    const uint64_t bit = uint64_t{1} << i;
    value_types[i] = value_type(type);
    if (columns[i].is_time) time = i;
    if (type == RowType::f64) f64s |= bit;
    if (type == RowType::text) texts |= bit;
    if (type == RowType::text_id) text_ids |= bit;
  }
}

// A log's rows have much the same nulls, so that the branches are foreseen.
size_t encode_row(const RowLayout& layout, std::span<const spark_value> values, uint64_t texts,
                  char* to) noexcept {
  const size_t count = layout.columns.size();
  if (values.size() != count) return 0;
  char* const cells = to + row_head_bytes;
  char* end = cells;
  uint64_t kept = 0;
  for (size_t i = 0; i < count; ++i) {
    const spark_value& value = values[i];
    if (value.type == SPARK_NULL) continue;
    if (value.type != layout.value_types[i]) return 0;
    if (value.type == SPARK_F64 && std::isnan(value.as.f64)) continue;
    std::memcpy(end, &value.as, sizeof(uint64_t));
    end += sizeof(uint64_t);
    kept |= uint64_t{1} << i;
  }
  if ((kept >> layout.time & 1) == 0) return 0;
  for (uint64_t left = layout.text_ids & kept; left != 0; left &= left - 1)
    if (static_cast<uint64_t>(values[std::countr_zero(left)].as.i64) >= texts) return 0;
  for (uint64_t left = layout.texts & kept; left != 0; left &= left - 1) {
    const int column = std::countr_zero(left);
    const std::string_view whole = text_of_value(values[column]);
    const uint64_t size = whole.size();
    const int before = std::popcount(kept & ((uint64_t{1} << column) - 1));
    std::memcpy(cells + static_cast<size_t>(before) * sizeof size, &size, sizeof size);
    std::memcpy(end, whole.data(), size);
    end += size;
  }
  const RowHead head{layout.number, 0, ~kept};
  std::memcpy(to, &head, sizeof head);
  return static_cast<size_t>(end - to);
}

uint32_t layout_of(std::string_view row) {
  uint32_t layout;
  std::memcpy(&layout, row.data(), sizeof layout);
  return layout;
}

void decode_row(const RowLayout& layout, std::string_view row, const TextOf& text_of,
                std::vector<store::RowValue>& values) {
  RowHead head;
  std::memcpy(&head, row.data(), sizeof head);
  const char* cell = row.data() + row_head_bytes;
  const size_t count = layout.columns.size();
  const uint64_t all = UINT64_MAX >> (SPARK_ROWS_COLUMNS_MAX - count);
  const char* text =
      cell + static_cast<size_t>(std::popcount(all & ~head.nulls)) * sizeof(uint64_t);
  values.clear();
  for (size_t i = 0; i < count; ++i) {
    if ((head.nulls >> i & 1) != 0) {
      values.emplace_back();
      continue;
    }
    uint64_t bits;
    std::memcpy(&bits, cell, sizeof bits);
    cell += sizeof bits;
    switch (layout.columns[i].type) {
      case RowType::f64:
        values.emplace_back(std::bit_cast<double>(bits));
        break;
      case RowType::i64:
        values.emplace_back(static_cast<int64_t>(bits));
        break;
      case RowType::boolean:
        values.emplace_back(bits != 0);
        break;
      case RowType::text:
        values.emplace_back(std::string_view(text, bits));
        text += bits;
        break;
      case RowType::text_id:
        values.emplace_back(text_of(bits));
        break;
    }
  }
}

}  // namespace spark::services
