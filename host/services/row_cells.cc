#include "services/row_cells.h"

#include <algorithm>
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

}  // namespace

RowLayout::RowLayout(uint32_t number_, store::RowColumns columns_)
    : number(number_), columns(std::move(columns_)) {
  for (size_t i = 0; i < columns.size(); ++i)
    if (columns[i].is_time) time = i;
}

size_t encode_row(const RowLayout& layout, std::span<const spark_value> values, uint64_t texts,
                  char* to) noexcept {
  const size_t count = layout.columns.size();
  if (values.size() != count) return 0;
  RowHead head{layout.number, 0, 0};
  char* cell = to + row_head_bytes;
  char* text = cell + count * sizeof(uint64_t);
  for (size_t i = 0; i < count; ++i, cell += sizeof(uint64_t)) {
    const spark_value& value = values[i];
    const RowType type = layout.columns[i].type;
    uint64_t bits = 0;
    if (value.type == SPARK_NULL) {
      head.nulls |= uint64_t{1} << i;
    } else if (value.type != value_type(type)) {
      return 0;
    } else if (type == RowType::f64) {
      bits = std::bit_cast<uint64_t>(value.as.f64);
      if (std::isnan(value.as.f64)) head.nulls |= uint64_t{1} << i;
    } else if (type == RowType::text) {
      const std::string_view whole = base::whole_characters(
          {value.length == 0 ? "" : value.as.str, value.length}, SPARK_ROWS_TEXT_BYTES_MAX);
      bits = whole.size();
      std::memcpy(text, whole.data(), whole.size());
      text += whole.size();
    } else {
      bits = static_cast<uint64_t>(value.as.i64);
      if (type == RowType::text_id && bits >= texts) return 0;
    }
    std::memcpy(cell, &bits, sizeof bits);
  }
  if ((head.nulls >> layout.time & 1) != 0) return 0;
  std::memcpy(to, &head, sizeof head);
  return static_cast<size_t>(text - to);
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
  const char* text = cell + layout.columns.size() * sizeof(uint64_t);
  values.clear();
  for (size_t i = 0; i < layout.columns.size(); ++i, cell += sizeof(uint64_t)) {
    uint64_t bits;
    std::memcpy(&bits, cell, sizeof bits);
    if ((head.nulls >> i & 1) != 0) {
      values.emplace_back();
      continue;
    }
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
