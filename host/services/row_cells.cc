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

struct RowHead {
  uint32_t layout;
  uint32_t unused;
  uint64_t present;
};
static_assert(sizeof(RowHead) == 16);

constexpr size_t group_columns = 8;
constexpr size_t group_bytes = group_columns * sizeof(uint64_t);
static_assert(SPARK_ROWS_TEXT_BYTES_MAX <= UINT8_MAX, "a text's length is a byte");

constexpr uint64_t group_at(uint64_t columns, size_t group) {
  return columns >> (group * group_columns) & 0xff;
}

// The last group has as many cells as there are columns left.
constexpr size_t bytes_of_group(size_t group, size_t count) {
  return std::min(group_bytes, (count - group * group_columns) * sizeof(uint64_t));
}

std::string_view kept_text(const spark_rows_text& text) {
  const std::string_view all(text.length == 0 ? "" : text.bytes, text.length);
  return all.size() <= SPARK_ROWS_TEXT_BYTES_MAX
             ? all
             : base::whole_characters(all, SPARK_ROWS_TEXT_BYTES_MAX);
}

// The lowest bit of each byte: whether the group has a value.
constexpr uint64_t group_bits = 0x0101010101010101;
constexpr uint64_t groups_of(uint64_t columns) {
  columns |= columns >> 4;
  columns |= columns >> 2;
  columns |= columns >> 1;
  return columns & group_bits;
}

size_t bytes_of_groups(uint64_t groups, size_t count) {
  const size_t last = (count - 1) / group_columns;
  const size_t all = (groups * group_bits >> 56) * group_bytes;
  const bool has_last = (groups >> last * group_columns & 1) != 0;
  return has_last ? all - group_bytes + bytes_of_group(last, count) : all;
}

// Calls each(text) for those that the row has, in the order of the columns.
template <class Each>
void for_each_text(const RowLayout& layout, const spark_rows_row& row, Each each) {
  const spark_rows_text* text = row.texts;
  for (uint64_t left = layout.texts; left != 0; left &= left - 1, ++text)
    if ((row.present & left & -left) != 0) each(kept_text(*text));
}

}  // namespace

RowLayout::RowLayout(uint32_t number_, store::RowColumns columns_)
    : number(number_),
      columns(std::move(columns_)),
      all(UINT64_MAX >> (SPARK_ROWS_COLUMNS_MAX - columns.size())) {
  for (size_t i = 0; i < columns.size(); ++i) {
    if (columns[i].is_time) time = i;
    if (columns[i].type == RowType::text) texts |= uint64_t{1} << i;
  }
}

bool push_row(const RowLayout& layout, const spark_rows_row& row, uint32_t count,
              base::SpscRing& ring) noexcept {
  if (count != layout.columns.size() || (row.present & ~layout.all) != 0) return false;
  if ((row.present >> layout.time & 1) == 0) return false;
  const uint64_t groups = groups_of(row.present);
  size_t size = sizeof(RowHead) + bytes_of_groups(groups, count);
  for_each_text(layout, row, [&](std::string_view text) { size += 1 + text.size(); });

  char* to = ring.claim(size);
  if (to == nullptr) return false;
  const RowHead head{layout.number, 0, row.present};
  std::memcpy(to, &head, sizeof head);
  to += sizeof head;
  for (uint64_t left = groups; left != 0; left &= left - 1) {
    const auto first = static_cast<size_t>(std::countr_zero(left));
    const size_t bytes = bytes_of_group(first / group_columns, count);
    const uint64_t* const from = row.cells + first;
    if (bytes == group_bytes)
      std::memcpy(to, from, group_bytes);
    else
      std::memcpy(to, from, bytes);
    to += bytes;
  }
  for_each_text(layout, row, [&](std::string_view text) {
    *to++ = static_cast<char>(text.size());
    std::memcpy(to, text.data(), text.size());
    to += text.size();
  });
  ring.publish();
  return true;
}

uint32_t layout_of(std::string_view row) {
  uint32_t layout;
  std::memcpy(&layout, row.data(), sizeof layout);
  return layout;
}

namespace {

store::RowValue value_of(RowType type, uint64_t bits, const TextOf& text_of) {
  switch (type) {
    case RowType::f64:
      if (const auto number = std::bit_cast<double>(bits); !std::isnan(number)) return number;
      return {};
    case RowType::boolean:
      return bits != 0;
    case RowType::text_id:
      if (const auto text = text_of(bits)) return *text;
      return {};
    case RowType::i64:
    case RowType::text:
      break;
  }
  return static_cast<int64_t>(bits);
}

}  // namespace

void decode_row(const RowLayout& layout, std::string_view row, const TextOf& text_of,
                std::vector<store::RowValue>& values) {
  RowHead head;
  std::memcpy(&head, row.data(), sizeof head);
  const size_t count = layout.columns.size();
  const char* group_cells = row.data() + sizeof head;
  values.assign(count, store::RowValue());
  for (size_t i = 0; i < count; ++i) {
    const size_t group = i / group_columns;
    if (group_at(head.present, group) == 0) continue;
    if ((head.present >> i & 1) != 0) {
      uint64_t bits;
      std::memcpy(&bits, group_cells + (i % group_columns) * sizeof bits, sizeof bits);
      values[i] = value_of(layout.columns[i].type, bits, text_of);
    }
    if (i % group_columns == group_columns - 1 || i == count - 1)
      group_cells += bytes_of_group(group, count);
  }
  const char* text = group_cells;
  for (uint64_t left = layout.texts & head.present; left != 0; left &= left - 1) {
    const auto length = static_cast<unsigned char>(*text++);
    values[static_cast<size_t>(std::countr_zero(left))] = std::string_view(text, length);
    text += length;
  }
}

}  // namespace spark::services
