// spark/rows_reader.h: the rows that other plugins and other hosts have kept.
//
//   const spark::RowsReader rows_{host};                               // of the plugin
//   constexpr spark_rows_column columns[] = {{"symbol", SPARK_STRING, 0}, {"mid", SPARK_F64, 0}};
//   rows_.read({"recorder.predict", nullptr}, columns, from_utc_ms, to_utc_ms, [&](spark::Row row)
//   {
//     if (const auto mid = row.f64(1)) last = *mid;
//     return true;                                                     // more rows, please
//   });
#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include "spark/ext/draft/rows.h"
#include "spark/host.h"
#include "spark/row.h"

namespace spark {

// Reads logs of other plugins and of other hosts, by their columns' names. Small and copyable.
class RowsReader {
 public:
  explicit RowsReader(Host host) : service_(host, SPARK_EXT_ROWS) {}

  // Calls take(Row) for each row with from <= time < to, as Rows::query() does. A column that a
  // file lacks is nothing. Throws if there is no such log, or if a file could not be read. [jobs]
  template <class Take>
  void read(const spark_rows_source& source, std::span<const spark_rows_column> columns,
            int64_t from_utc_ms, int64_t to_utc_ms, Take take) const {
    const auto call = [](void* context, const spark_value* values, uint32_t count) noexcept {
      return static_cast<int32_t>((*static_cast<Take*>(context))(Row(values, count)) ? 1 : 0);
    };
    spark_error err{};
    check(service_->read(service_.host, &source, columns.data(),
                         static_cast<uint32_t>(columns.size()), from_utc_ms, to_utc_ms, call, &take,
                         &err),
          err);
  }

  // The newest time of the log's rows before that one. Throws as read() does. [jobs]
  [[nodiscard]] std::optional<int64_t> newest(const spark_rows_source& source,
                                              int64_t before_utc_ms) const {
    int64_t utc_ms = INT64_MIN;
    spark_error err{};
    check(service_->newest(service_.host, &source, before_utc_ms, &utc_ms, &err), err);
    return utc_ms == INT64_MIN ? std::nullopt : std::optional(utc_ms);
  }

 private:
  glue::Service<spark_ext_rows> service_;
};

}  // namespace spark
