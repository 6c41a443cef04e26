#include "spark/testing/fake_rows.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <span>
#include <variant>

#include "spark/error.h"
#include "spark/testing/fake_host.h"

namespace spark::testing {
namespace {

// Columns are added at the end alone, as in a host.
spark_rows* open_rows(const spark_host* host, const spark_rows_desc* desc, spark_error* err) {
  spark_rows& log = static_cast<FakeHost*>(host->self)->rows[desc->name];
  for (uint32_t i = 0; i < desc->column_count; ++i) {
    const spark_rows_column& column = desc->columns[i];
    if (i == log.columns.size()) log.columns.push_back({column.name, column.type, column.flags});
    const auto& present = log.columns[i];
    if (present.name == column.name && present.type == column.type && present.flags == column.flags)
      continue;
    report(err, SPARK_E_INVALID, "expected column '" + present.name + "'");
    return nullptr;
  }
  log.days_max = desc->days_max;
  log.bytes_max = desc->bytes_max;
  log.ring_bytes = desc->ring_bytes;
  return &log;
}

int32_t text_id(spark_rows* rows, const char* text, int64_t* id, spark_error*) {
  const auto found = std::find(rows->texts.begin(), rows->texts.end(), text);
  *id = found - rows->texts.begin();
  if (found == rows->texts.end()) rows->texts.emplace_back(text);
  return SPARK_OK;
}

spark_rows::Cell cell_of(const spark_rows& rows, uint32_t type, uint64_t bits) {
  switch (type) {
    case SPARK_F64:
      if (const auto number = std::bit_cast<double>(bits); !std::isnan(number)) return number;
      return {};
    case SPARK_BOOL:
      return bits != 0;
    case SPARK_ROWS_TEXT_ID:
      return bits < rows.texts.size() ? spark_rows::Cell(rows.texts[bits]) : spark_rows::Cell();
    default:
      return static_cast<int64_t>(bits);
  }
}

int32_t append(spark_rows* rows, const spark_rows_row* row, uint32_t count) {
  if (rows->is_full || count > rows->columns.size()) return 0;
  std::vector<spark_rows::Cell> cells(count);
  const spark_rows_text* text = row->texts;
  for (uint32_t i = 0; i < count; ++i) {
    const auto& column = rows->columns[i];
    const bool is_null = (row->present >> i & 1) == 0;
    if (is_null && (column.flags & SPARK_ROWS_TIME) != 0) return 0;
    if (column.type == SPARK_STRING) {
      const spark_rows_text& said = *text++;
      if (!is_null)
        cells[i] =
            std::string(said.bytes, std::min<uint64_t>(said.length, SPARK_ROWS_TEXT_BYTES_MAX));
    } else if (!is_null) {
      cells[i] = cell_of(*rows, column.type, row->cells[i]);
    }
  }
  rows->rows.push_back(std::move(cells));
  return 1;
}

spark_value raw_cell(const spark_rows::Cell& cell) {
  spark_value raw{};
  if (const auto* number = std::get_if<double>(&cell)) {
    raw.type = SPARK_F64;
    raw.as.f64 = *number;
  } else if (const auto* whole = std::get_if<int64_t>(&cell)) {
    raw.type = SPARK_I64;
    raw.as.i64 = *whole;
  } else if (const auto* is = std::get_if<bool>(&cell)) {
    raw.type = SPARK_BOOL;
    raw.as.i64 = *is ? 1 : 0;
  } else if (const auto* text = std::get_if<std::string>(&cell)) {
    raw.type = SPARK_STRING;
    raw.length = static_cast<uint32_t>(text->size());
    raw.as.str = text->data();
  }
  return raw;
}

int32_t query(spark_rows* rows, int64_t from_utc_ms, int64_t to_utc_ms, const char* key,
              int32_t (*take)(void* context, const spark_value* values, uint32_t count),
              void* context, spark_error*) {
  const auto matches = [&](const std::vector<spark_rows::Cell>& row) {
    for (size_t i = 0; i < row.size(); ++i) {
      const uint32_t flags = rows->columns[i].flags;
      if ((flags & SPARK_ROWS_TIME) != 0) {
        const int64_t time = std::get<int64_t>(row[i]);
        if (time < from_utc_ms || time >= to_utc_ms) return false;
      }
      if ((flags & SPARK_ROWS_KEY) != 0 && key != nullptr &&
          row[i] != spark_rows::Cell(std::string(key)))
        return false;
    }
    return true;
  };
  for (const auto& row : rows->rows) {
    if (!matches(row)) continue;
    std::vector<spark_value> values;
    for (const auto& cell : row) values.push_back(raw_cell(cell));
    values.resize(rows->columns.size());
    if (take(context, values.data(), static_cast<uint32_t>(values.size())) == 0) break;
  }
  return SPARK_OK;
}

spark_rows* log_of(const spark_host* host, const spark_rows_source* source, spark_error* err) {
  auto& rows = static_cast<FakeHost*>(host->self)->rows;
  const auto found = rows.find(source->log);
  if (found == rows.end()) report(err, SPARK_E_FAILED, std::string("no log ") + source->log);
  return found == rows.end() ? nullptr : &found->second;
}

// Rows with the columns asked for, by name, in their order.
int32_t read(const spark_host* host, const spark_rows_source* source,
             const spark_rows_column* columns, uint32_t count, int64_t from_utc_ms,
             int64_t to_utc_ms,
             int32_t (*take)(void* context, const spark_value* values, uint32_t count),
             void* context, spark_error* err) {
  spark_rows* const log = log_of(host, source, err);
  if (log == nullptr) return SPARK_E_FAILED;
  struct Asked {
    std::vector<size_t> places;
    decltype(take) give;
    void* to;
  } asked{{}, take, context};
  for (const spark_rows_column& each : std::span(columns, count)) {
    const auto found = std::find_if(log->columns.begin(), log->columns.end(),
                                    [&](const auto& column) { return column.name == each.name; });
    asked.places.push_back(static_cast<size_t>(found - log->columns.begin()));
  }
  const auto chosen = [](void* to, const spark_value* values, uint32_t size) {
    const auto& wanted = *static_cast<Asked*>(to);
    std::vector<spark_value> row;
    for (const size_t place : wanted.places)
      row.push_back(place < size ? values[place] : spark_value{});
    return wanted.give(wanted.to, row.data(), static_cast<uint32_t>(row.size()));
  };
  return query(log, from_utc_ms, to_utc_ms, nullptr, chosen, &asked, err);
}

int32_t newest(const spark_host* host, const spark_rows_source* source, int64_t before_utc_ms,
               int64_t* utc_ms, spark_error* err) {
  spark_rows* const log = log_of(host, source, err);
  if (log == nullptr) return SPARK_E_FAILED;
  *utc_ms = INT64_MIN;
  for (const auto& row : log->rows) {
    for (size_t i = 0; i < row.size(); ++i) {
      if ((log->columns[i].flags & SPARK_ROWS_TIME) == 0) continue;
      const int64_t time = std::get<int64_t>(row[i]);
      if (time < before_utc_ms) *utc_ms = std::max(*utc_ms, time);
    }
  }
  return SPARK_OK;
}

constexpr spark_ext_rows rows_functions = {open_rows, text_id, append, query, read, newest};

}  // namespace

const void* rows_extension(const std::string& id) {
  return id == SPARK_EXT_ROWS ? &rows_functions : nullptr;
}

}  // namespace spark::testing
