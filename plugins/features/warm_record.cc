// Histories from rows that a recorder has kept.
#include <algorithm>
#include <array>
#include <cmath>

#include "gathered.h"
#include "spark/error.h"
#include "spark/market/limits.h"
#include "spark/recorded/url.h"
#include "timestamp.h"
#include "warming.h"

namespace features {
namespace {

namespace market = spark::market;

enum Asked : uint32_t { symbol, ts, advances, mid, spread_bp, vol_1m, estimated, received_ms };
constexpr std::array<spark_rows_column, 8> columns = {{{"symbol", SPARK_STRING, 0},
                                                       {"ts", SPARK_I64, 0},
                                                       {"advances", SPARK_BOOL, 0},
                                                       {"mid", SPARK_F64, 0},
                                                       {"spread_bp", SPARK_F64, 0},
                                                       {"vol_1m", SPARK_F64, 0},
                                                       {"spread_estimated", SPARK_BOOL, 0},
                                                       {"received_ms", SPARK_I64, 0}}};
// What the windows need, and a gap that a history gets over.
constexpr int64_t read_ms = History::minutes_max * minute_ms;

// Null, or what a request may have.
bool is_possible(const std::optional<double>& value, const market::Limit& limit) {
  return !value || limit.holds(*value);
}

void take(const spark::Row& row, Gathered& gathered) {
  const auto name = row.text(symbol);
  const auto time = row.i64(ts);
  const auto price = row.f64(mid), spread = row.f64(spread_bp), volume = row.f64(vol_1m);
  if (!name || name->empty() || !time || unit_of(*time) != TimeUnit::milliseconds || !price) return;
  if (!row.boolean(advances).value_or(true) || !is_possible(price, market::mid_limit) ||
      !is_possible(spread, market::spread_bp_limit) || !is_possible(volume, market::vol_1m_limit))
    return;
  const bool is_estimated = row.boolean(estimated).value_or(false);
  gathered.take(
      std::string(*name), *time,
      {*price, std::log1p(volume.value_or(none)), is_estimated ? none : spread.value_or(none)},
      row.i64(received_ms).value_or(*time));
}

}  // namespace

bool is_recorded(const std::string& input) {
  return input.starts_with(spark::recorded::recorder_scheme);
}

RecordedInput recorded_input(const std::string& input) {
  std::string rest = input.substr(spark::recorded::recorder_scheme.size());
  RecordedInput out;
  if (const size_t slash = rest.rfind('/'); slash != std::string::npos) {
    const std::string before = rest.substr(0, slash);
    if (const auto day = spark::recorded::day_ms_from(before))
      out.to_ms = *day + spark::recorded::day_length_ms;
    else
      out.state_dir = before;
    rest = rest.substr(slash + 1);
  }
  if (rest.empty() || (!out.state_dir.empty() && !out.state_dir.starts_with('/'))) {
    throw spark::Error(input +
                           ": expected recorder://LOG, recorder://2024-05-01/LOG or "
                           "recorder:///STATE/FOLDER/LOG",
                       SPARK_E_INVALID);
  }
  out.log = spark::recorded::full_name(rest);
  return out;
}

Warm read_record(const spark::RowsReader& rows, const std::string& input, int64_t now_ms,
                 uint32_t symbols_max, const std::function<bool(uint64_t rows)>& goes_on) {
  const RecordedInput from = recorded_input(input);
  const spark_rows_source source = {from.log.c_str(),
                                    from.state_dir.empty() ? nullptr : from.state_dir.c_str()};
  const auto newest = rows.newest(source, std::min(from.to_ms.value_or(INT64_MAX), now_ms));
  if (!newest) throw spark::Error(input + ": holds no row before that time", SPARK_E_INVALID);
  Gathered gathered(input, symbols_max);
  Warm out;
  std::string failure;
  rows.read(source, columns, *newest - read_ms, *newest + 1, [&](const spark::Row& row) {
    if (++out.rows % 10'000 == 0 && !goes_on(out.rows)) return false;
    try {
      take(row, gathered);
    } catch (const spark::Error& error) {
      failure = error.what();
    }
    return failure.empty();
  });
  if (!failure.empty()) throw spark::Error(failure, SPARK_E_INVALID);
  gathered.give(out);
  return out;
}

}  // namespace features
