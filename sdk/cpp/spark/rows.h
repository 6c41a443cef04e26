// spark/rows.h: the record log, for what is known of each request.
//
//   using Trades = spark::Rows<spark::EventTime, spark::Key, double, bool, spark::TextId>;
//   Trades trades_{host, {.name = "trades", .days_max = 30, .bytes_max = 1u << 30},
//                  {"at", "request_id", "score", "match", "model"}};     // of the plugin
//   const spark::TextId version_ = plugin.trades().text_id("v1.8");      // of a stage
//   plugin.trades().append(spark::EventTime{now_ms}, spark::Key{id}, score, match, version_);
//
// A job reads them again:
//
//   trades_.query(from_utc_ms, to_utc_ms, nullptr, [&](spark::Row row) {
//     if (const auto score = row.f64(2)) sum += *score;
//     return true;                                                   // more rows, please
//   });
//
// A wide row, of which much is the same each time, is kept by each worker and filled again
// (filled_row.h):
//
//   struct Worker {                                       // of a stage
//     explicit Worker(const RecordTrade& stage, uint32_t) { row.set<4>(stage.version_); row.fix();
//     } Trades::Filled row;                                 // all other columns are null
//   };
//
//   worker.row.begin();                                   // [worker] null again but for what is
//   fixed worker.row.set<0>(spark::EventTime{now_ms}); worker.row.set<2>(score_.get(frame)); //
//   nothing is null plugin.trades().append(worker.row);
//
// spark/rows_reader.h reads the logs of others. ext/draft/rows.h has the rules. The types of the
// columns are those of the class, and their names are given when the log is opened. Add columns at
// the end alone; whatever else changes needs a log of another name.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <utility>

#include "spark/ext/draft/rows.h"
#include "spark/filled_row.h"
#include "spark/glue/row_cell.h"
#include "spark/host.h"
#include "spark/row.h"

namespace spark {

// What is opened, besides the columns. Borrowed for the call.
struct RowsSpec {
  // [a-z][a-z0-9_-]{0,62}; the full name is <plugin>.<name>.
  const char* name;
  // Days that are kept, that under way included: 1 to 3,650.
  uint32_t days_max;
  // What their files may take together: at least 16 MiB. The oldest day goes first; a row takes
  // about 10 bytes a column.
  uint64_t bytes_max;
  // Of each worker's ring, which holds what comes while the disk is busy: 64 KiB to 256 MiB; 0 is
  // 1 MiB.
  uint64_t ring_bytes = 0;
};

// Small and copyable; valid for the plugin object's life. A member of the plugin class, usually,
// from which its stages copy it.
template <class... Columns>
class Rows {
 public:
  // How many values a row has.
  static constexpr size_t columns = sizeof...(Columns);

  // Opens the log. `names` are those of the columns, borrowed for the call. Throws the host's
  // refusal: SPARK_E_INVALID where the log has other columns. [builder, control]
  template <size_t count>
  Rows(Host host, const RowsSpec& spec, const char* const (&names)[count])
      : service_(host, SPARK_EXT_ROWS) {
    static_assert(count == columns, "each column has a type and a name");
    const std::array<uint32_t, columns> types = {glue::RowCell<Columns>::type...};
    const std::array<uint32_t, columns> flags = {glue::RowCell<Columns>::flags...};
    std::array<spark_rows_column, columns> raw{};
    for (size_t i = 0; i < columns; ++i) raw[i] = {names[i], types[i], flags[i]};
    const spark_rows_desc desc = {spec.name,     raw.data(),     static_cast<uint32_t>(columns),
                                  spec.days_max, spec.bytes_max, spec.ring_bytes};
    spark_error err{};
    rows_ = checked(service_->open(service_.host, &desc, &err), err);
  }

  // The number of a text of at most 256 bytes, for rows of this log. Ask once, when the plugin or
  // the stage is made. Throws the host's refusal, such as beyond 4,096 texts. [builder, control]
  [[nodiscard]] TextId text_id(const char* text) const {
    TextId id{};
    spark_error err{};
    check(service_->text_id(rows_, text, &id.number, &err), err);
    return id;
  }

  // Appends a row; std::nullopt and NaN are null, but a time is never null. False if it was
  // dropped, which the host counts: the ring is full. Never waits. [worker]
  bool append(const std::optional<Columns>&... values) const {
    Filled row;
    set_all(row, std::index_sequence_for<Columns...>(), values...);
    return append(row);
  }

  // The same of a row that was filled. Never throws, waits or allocates. [worker]
  using Filled = FilledRow<Columns...>;
  bool append(const Filled& row) const {
    const spark_rows_row raw = row.raw();
    return service_->append(rows_, &raw, static_cast<uint32_t>(columns)) != 0;
  }

  // Calls take(Row) for each row with from <= time < to and, if it is given, that key: day by day,
  // and by time within a day. `take` returns whether it wants more rows, and must not throw. Throws
  // if a file could not be read, or if the rows that were appended last are not on the disk. [jobs]
  template <class Take>
  void query(int64_t from_utc_ms, int64_t to_utc_ms, const char* key, Take take) const {
    const auto call = [](void* context, const spark_value* values, uint32_t count) noexcept {
      return static_cast<int32_t>((*static_cast<Take*>(context))(Row(values, count)) ? 1 : 0);
    };
    spark_error err{};
    check(service_->query(rows_, from_utc_ms, to_utc_ms, key, call, &take, &err), err);
  }

 private:
  template <size_t... i>
  static void set_all(Filled& row, std::index_sequence<i...>,
                      const std::optional<Columns>&... values) {
    (row.template set<i>(values), ...);
  }

  glue::Service<spark_ext_rows> service_;
  spark_rows* rows_ = nullptr;
};

}  // namespace spark
