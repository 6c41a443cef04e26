// The columns of a log of requests. docs/recording.md says what each holds.
//
// A log's columns are the same for ever; more can only be added at the end, up to 64.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "feature_list.h"
#include "spark/rows.h"

namespace recorder {

// Where a row's values are. Beside each other: what one model said, and the features.
enum Column : size_t {
  at,
  request_id,
  sequence,
  received_ms,
  dropped,
  symbol,
  ts,
  advances,
  mid,
  spread_bp,
  vol_1m,
  rsi_14,
  spread_estimated,
  code,
  source,
  first_answer,  // four of each model: score, status, elapsed_ms, model
  first_list = first_answer + 12,
  feature_bits = first_list + list_texts,
  first_feature,
  trace_id = first_feature + features_max,
  of_columns
};

// An open log. Stages of several generations share it.
class RequestLog {
 public:
  RequestLog(spark::Host host, const std::string& name, uint32_t days, uint64_t bytes,
             uint64_t ring)
      : rows_(host, {name.c_str(), days, bytes, ring}, names) {}

  // The number of a text. [builder]
  [[nodiscard]] std::optional<spark::TextId> text_id(const std::string& text) const {
    if (text.empty()) return std::nullopt;
    return rows_.text_id(text.c_str());
  }

  // Rows that found no room since the plugin object was made. [any]
  [[nodiscard]] int64_t lost() const { return dropped_.load(std::memory_order_relaxed); }

  template <size_t>
  using Feature = double;
  template <class Indexes>
  struct Columns;
  template <size_t... i>
  struct Columns<std::index_sequence<i...>> {
    using Id = spark::TextId;
    using type = spark::Rows<spark::EventTime, spark::Key, int64_t, int64_t, int64_t,  //
                             std::string_view, int64_t, bool, double, double, double, double, bool,
                             int64_t, std::string_view,    //
                             double, int64_t, double, Id,  // production
                             double, int64_t, double, Id,  // candidate
                             double, int64_t, double, Id,  // fallback
                             Id, Id, Id, int64_t,          // which features, and their bits
                             Feature<i>...,
                             std::string_view>;  // trace
  };
  using Log = typename Columns<std::make_index_sequence<features_max>>::type;
  using Row = Log::Filled;
  static_assert(Log::columns == of_columns, "each column has a place, a type and a name");

  // Never waits; a row that is dropped is counted in the rows after it. Sets `dropped`. [worker]
  void append(Row& row) {
    row.set<dropped>(dropped_.load(std::memory_order_relaxed));
    if (!rows_.append(row)) dropped_.fetch_add(1, std::memory_order_relaxed);
  }

 private:
  static constexpr const char* names[] = {
      "at",
      "request_id",
      "sequence",
      "received_ms",
      "dropped",
      "symbol",
      "ts",
      "advances",
      "mid",
      "spread_bp",
      "vol_1m",
      "rsi_14",
      "spread_estimated",
      "code",
      "source",
      "production_score",
      "production_status",
      "production_elapsed_ms",
      "production_model",
      "candidate_score",
      "candidate_status",
      "candidate_elapsed_ms",
      "candidate_model",
      "fallback_score",
      "fallback_status",
      "fallback_elapsed_ms",
      "fallback_model",
      "features_1",
      "features_2",
      "features_3",
      "feature_bits",
      "f00",
      "f01",
      "f02",
      "f03",
      "f04",
      "f05",
      "f06",
      "f07",
      "f08",
      "f09",
      "f10",
      "f11",
      "f12",
      "f13",
      "f14",
      "f15",
      "f16",
      "f17",
      "f18",
      "f19",
      "f20",
      "f21",
      "f22",
      "f23",
      "f24",
      "f25",
      "f26",
      "f27",
      "f28",
      "f29",
      "f30",
      "f31",
      "trace_id",
  };

  const Log rows_;
  // Written only when a row is dropped, so that workers share a cache line that does not change.
  std::atomic<int64_t> dropped_{0};
};

}  // namespace recorder
