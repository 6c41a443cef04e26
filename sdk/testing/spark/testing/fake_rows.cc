#include "spark/testing/fake_rows.h"

#include <algorithm>
#include <cmath>
#include <span>
#include <type_traits>
#include <variant>

#include "spark/error.h"
#include "spark/glue/row_cell.h"
#include "spark/testing/fake_host.h"

namespace spark::testing {
namespace {

uint32_t value_type(uint32_t column_type) {
  return column_type == SPARK_ROWS_TEXT_ID ? static_cast<uint32_t>(SPARK_I64) : column_type;
}

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

int32_t append(spark_rows* rows, const spark_value* values, uint32_t count) {
  if (rows->is_full || count > rows->columns.size()) return 0;
  std::vector<spark_rows::Cell> row;
  for (const spark_value& value : std::span(values, count)) {
    const auto& column = rows->columns[row.size()];
    const bool is_null = value.type == SPARK_NULL;
    if (is_null ? (column.flags & SPARK_ROWS_TIME) != 0 : value.type != value_type(column.type))
      return 0;
    if (is_null || (column.type == SPARK_F64 && std::isnan(value.as.f64))) {
      row.emplace_back();
    } else if (column.type == SPARK_F64) {
      row.emplace_back(value.as.f64);
    } else if (column.type == SPARK_BOOL) {
      row.emplace_back(value.as.i64 != 0);
    } else if (column.type == SPARK_STRING) {
      row.emplace_back(
          std::string(value.as.str, std::min<size_t>(value.length, SPARK_ROWS_TEXT_BYTES_MAX)));
    } else if (column.type == SPARK_ROWS_TEXT_ID) {
      row.emplace_back(rows->texts.at(static_cast<size_t>(value.as.i64)));
    } else {
      row.emplace_back(value.as.i64);
    }
  }
  rows->rows.push_back(std::move(row));
  return 1;
}

spark_value raw_cell(const spark_rows::Cell& cell) {
  return std::visit(
      [](const auto& value) {
        using T = std::decay_t<decltype(value)>;
        if constexpr (std::is_same_v<T, std::monostate>)
          return spark_value{};
        else if constexpr (std::is_same_v<T, std::string>)
          return glue::RowCell<std::string_view>::raw(value);
        else
          return glue::RowCell<T>::raw(value);
      },
      cell);
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
