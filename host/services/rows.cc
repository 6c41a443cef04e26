// spark.rows/3 over RecordLogs: descriptions are checked and copied, handles are looked through.
#include <algorithm>
#include <cctype>
#include <set>
#include <string>
#include <utility>

#include "base/names.h"
#include "base/worker.h"
#include "plugin/guard.h"
#include "plugin/text.h"
#include "services/extensions.h"
#include "services/plugin_host.h"
#include "services/record_logs.h"

namespace spark::services {
namespace {

constexpr uint32_t days_max = 3'650;
constexpr uint64_t bytes_min = 16 * 1024 * 1024;

base::Result<store::RowType> read_row_type(uint32_t type, const std::string& what) {
  switch (type) {
    case SPARK_F64:
      return store::RowType::f64;
    case SPARK_I64:
      return store::RowType::i64;
    case SPARK_BOOL:
      return store::RowType::boolean;
    case SPARK_STRING:
      return store::RowType::text;
    case SPARK_ROWS_TEXT_ID:
      return store::RowType::text_id;
    default:
      return base::Error(what + " has the unknown type " + std::to_string(type));
  }
}

base::Result<store::RowColumn> read_row_column(const spark_rows_column& raw) {
  auto name = plugin::read_name(raw.name, "a column's name");
  if (!name) return name.error();
  const std::string what = "column '" + *name + "'";
  const auto type = read_row_type(raw.type, what);
  if (!type) return type.error();
  const bool is_time = (raw.flags & SPARK_ROWS_TIME) != 0;
  const bool is_key = (raw.flags & SPARK_ROWS_KEY) != 0;
  if ((raw.flags & ~(SPARK_ROWS_TIME | SPARK_ROWS_KEY)) != 0)
    return base::Error(what + " has unknown flags: " + std::to_string(raw.flags));
  if (is_time && *type != store::RowType::i64)
    return base::Error(what + " is the time, which is an int");
  if (is_key && *type != store::RowType::text && *type != store::RowType::text_id)
    return base::Error(what + " is the key, which is a text");
  return store::RowColumn{std::move(*name), *type, is_time, is_key};
}

base::Result<store::RowColumns> read_row_columns(const spark_rows_desc& raw) {
  if (raw.column_count == 0 || raw.column_count > SPARK_ROWS_COLUMNS_MAX || raw.columns == nullptr)
    return base::Error("expected 1 to " + std::to_string(SPARK_ROWS_COLUMNS_MAX) +
                       " columns, found " + std::to_string(raw.column_count));
  store::RowColumns columns;
  std::set<std::string> seen;
  for (const spark_rows_column& each : std::span(raw.columns, raw.column_count)) {
    auto column = read_row_column(each);
    if (!column) return column.error();
    std::string lower = column->name;  // SQL does not tell letters of different case apart
    std::transform(lower.begin(), lower.end(), lower.begin(),
                   [](unsigned char letter) { return static_cast<char>(std::tolower(letter)); });
    // The names that SQL has for the number of a row.
    if (lower == "rowid" || lower == "oid" || lower == "_rowid_")
      return base::Error("no column may be called '" + column->name + "'");
    if (!seen.insert(lower).second)
      return base::Error("it has the column '" + column->name + "' twice");
    columns.push_back(std::move(*column));
  }
  const auto times = std::count_if(columns.begin(), columns.end(),
                                   [](const auto& column) { return column.is_time; });
  const auto keys = std::count_if(columns.begin(), columns.end(),
                                  [](const auto& column) { return column.is_key; });
  if (times != 1) return base::Error("expected one time column, found " + std::to_string(times));
  if (keys > 1)
    return base::Error("expected at most one key column, found " + std::to_string(keys));
  return columns;
}

spark_rows* open(const spark_host* host, const spark_rows_desc* desc, spark_error* err) {
  const auto refuse = [err](int32_t code, const std::string& why) -> spark_rows* {
    fail(err, code, why);
    return nullptr;
  };
  const PluginHost* const object = PluginHost::of(host);
  if (object == nullptr || desc == nullptr)
    return refuse(SPARK_E_INVALID, "rows: the host is not the one that was given, or no log");
  auto name = plugin::read_name(desc->name, "the record log's name", "-");
  if (!name) return refuse(SPARK_E_INVALID, name.error().text);
  const std::string what = "rows: log '" + *name + "': ";
  if (!base::is_name(*name))
    return refuse(SPARK_E_INVALID, what + "expected " + std::string(base::name_rule));
  const auto columns = read_row_columns(*desc);
  if (!columns) return refuse(SPARK_E_INVALID, what + columns.error().text);
  if (desc->days_max == 0 || desc->days_max > days_max)
    return refuse(SPARK_E_INVALID, what + "expected a retention of 1 to 3,650 days, found " +
                                       std::to_string(desc->days_max));
  if (desc->bytes_max < bytes_min || desc->bytes_max > INT64_MAX)
    return refuse(SPARK_E_INVALID, what + "expected a retention of at least 16 MiB, found " +
                                       std::to_string(desc->bytes_max) + " bytes");
  if (desc->ring_bytes != 0 &&
      (desc->ring_bytes < row_ring_bytes_min || desc->ring_bytes > row_ring_bytes_max))
    return refuse(SPARK_E_INVALID, what + "expected rings of 64 KiB to 256 MiB, found " +
                                       std::to_string(desc->ring_bytes) + " bytes");
  RecordLogs* const logs = object->context().rows;
  if (logs == nullptr) return refuse(SPARK_E_UNSUPPORTED, "rows: this host keeps no rows");
  const auto opened = logs->declare(object, object->identity().name, *name, *columns,
                                    {desc->days_max, desc->bytes_max},
                                    desc->ring_bytes == 0 ? row_ring_bytes : desc->ring_bytes);
  if (!opened) return refuse(SPARK_E_INVALID, opened.error().text);
  if (object->life() == Life::acting) logs->act(object);
  return *opened;
}

int32_t text_id(spark_rows* rows, const char* text, int64_t* id, spark_error* err) {
  if (rows == nullptr || id == nullptr)
    return fail(err, SPARK_E_INVALID, "rows: no log, or nowhere to put the text's number");
  const auto read = plugin::read_text(text, "a text of rows", SPARK_ROWS_TEXT_ID_BYTES_MAX);
  if (!read) return fail(err, SPARK_E_INVALID, read.error().text);
  const auto number = rows->log->text_id(*read);
  if (!number)
    return fail(err, SPARK_E_FAILED, "rows: log " + rows->log->name() + ": " + number.error().text);
  *id = static_cast<int64_t>(*number);
  return SPARK_OK;
}

int32_t append(spark_rows* rows, const spark_rows_row* row, uint32_t count) {
  if (rows == nullptr || rows->log->rings().empty()) return 0;
  rows->appended.add();
  if (row != nullptr && rows->log->append(base::this_worker, *rows->layout, *row, count)) return 1;
  rows->dropped.add();
  return 0;
}

spark_value raw_value(const store::RowValue& value) {
  spark_value raw{};
  if (const auto* f64 = std::get_if<double>(&value)) {
    raw.type = SPARK_F64;
    raw.as.f64 = *f64;
  } else if (const auto* i64 = std::get_if<int64_t>(&value)) {
    raw.type = SPARK_I64;
    raw.as.i64 = *i64;
  } else if (const auto* boolean = std::get_if<bool>(&value)) {
    raw.type = SPARK_BOOL;
    raw.as.i64 = *boolean ? 1 : 0;
  } else if (const auto* text = std::get_if<std::string_view>(&value)) {
    raw.type = SPARK_STRING;
    raw.length = static_cast<uint32_t>(text->size());
    raw.as.str = text->data();
  }
  return raw;
}

using Take = int32_t (*)(void* context, const spark_value* values, uint32_t count);

// Hands each row to the plugin, until it wants no more.
store::TakeRow given_to(Take take, void* context) {
  return [take, context,
          values = std::vector<spark_value>()](std::span<const store::RowValue> row) mutable {
    values.clear();
    for (const store::RowValue& value : row) values.push_back(raw_value(value));
    int32_t wants_more = 0;
    plugin::guarded_void(
        [&] { wants_more = take(context, values.data(), static_cast<uint32_t>(values.size())); });
    return wants_more != 0;
  };
}

int32_t query(spark_rows* rows, int64_t from_utc_ms, int64_t to_utc_ms, const char* key, Take take,
              void* context, spark_error* err) {
  if (rows == nullptr || take == nullptr)
    return fail(err, SPARK_E_INVALID, "rows: no log, or nothing takes its rows");
  store::RowQuery wanted{{}, from_utc_ms, to_utc_ms};
  if (key != nullptr) {
    const auto& columns = rows->layout->columns;
    if (std::none_of(columns.begin(), columns.end(), [](const auto& each) { return each.is_key; }))
      return fail(err, SPARK_E_INVALID, "rows: log " + rows->log->name() + " has no key column");
    auto read = plugin::read_text(key, "a key of rows", SPARK_ROWS_TEXT_ID_BYTES_MAX);
    if (!read) return fail(err, SPARK_E_INVALID, read.error().text);
    wanted.key = std::move(*read);
  }
  const auto done = rows->logs->query(*rows, std::move(wanted), given_to(take, context));
  return done ? SPARK_OK : fail(err, SPARK_E_FAILED, done.error().text);
}

// Where to read, as the host finds it.
struct Source {
  RecordLogs* logs = nullptr;
  std::string log;
  std::string state_dir;
};

base::Result<Source> read_source(const spark_host* host, const spark_rows_source* raw) {
  const PluginHost* const object = PluginHost::of(host);
  if (object == nullptr || raw == nullptr)
    return base::Error("rows: the host is not the one that was given, or no log");
  Source source{object->context().rows, {}, {}};
  if (source.logs == nullptr) return base::Error("rows: this host keeps no rows");
  auto log = plugin::read_text(raw->log, "a record log's full name", 128);
  if (!log) return log.error();
  const size_t dot = log->find('.');
  if (dot == std::string::npos || !base::is_name(log->substr(0, dot)) ||
      !base::is_name(log->substr(dot + 1)))
    return base::Error("rows: expected the full name of a log, such as recorder.predict, found " +
                       *log);
  source.log = std::move(*log);
  if (raw->state_dir == nullptr) return source;
  auto state_dir = plugin::read_text(raw->state_dir, "a state folder", 4096);
  if (!state_dir) return state_dir.error();
  if (!state_dir->starts_with('/'))
    return base::Error("rows: expected a state folder's absolute path, found " + *state_dir);
  source.state_dir = std::move(*state_dir);
  return source;
}

int32_t read(const spark_host* host, const spark_rows_source* source,
             const spark_rows_column* columns, uint32_t count, int64_t from_utc_ms,
             int64_t to_utc_ms, Take take, void* context, spark_error* err) {
  const auto from = read_source(host, source);
  if (!from) return fail(err, SPARK_E_INVALID, from.error().text);
  if (columns == nullptr || count == 0 || count > SPARK_ROWS_COLUMNS_MAX || take == nullptr)
    return fail(err, SPARK_E_INVALID, "rows: expected 1 to 64 columns, and who takes the rows");
  store::RowQuery wanted{{}, from_utc_ms, to_utc_ms};
  for (const spark_rows_column& each : std::span(columns, count)) {
    auto column = read_row_column(each);
    if (!column) return fail(err, SPARK_E_INVALID, "rows: " + column.error().text);
    wanted.columns.push_back(std::move(*column));
  }
  const auto done = from->logs->read(from->state_dir, from->log, wanted, given_to(take, context));
  return done ? SPARK_OK : fail(err, SPARK_E_FAILED, done.error().text);
}

int32_t newest(const spark_host* host, const spark_rows_source* source, int64_t before_utc_ms,
               int64_t* utc_ms, spark_error* err) {
  const auto from = read_source(host, source);
  if (!from || utc_ms == nullptr)
    return fail(err, SPARK_E_INVALID, from ? "rows: nowhere to put the time" : from.error().text);
  const auto found = from->logs->newest(from->state_dir, from->log, before_utc_ms);
  if (!found) return fail(err, SPARK_E_FAILED, found.error().text);
  *utc_ms = *found;
  return SPARK_OK;
}

}  // namespace

const spark_ext_rows rows_extension = {open, text_id, append, query, read, newest};

}  // namespace spark::services
