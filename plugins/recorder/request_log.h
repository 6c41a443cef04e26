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

// What one model said of a request; null where it was not asked.
struct Answered {
  std::optional<double> score;
  std::optional<int64_t> status;
  std::optional<double> elapsed_ms;
  std::optional<spark::TextId> model;
};

// One row. Texts are borrowed.
struct RequestRow {
  int64_t at_utc_ms = 0;
  std::string_view request_id;
  std::optional<int64_t> sequence;
  int64_t received_utc_ms = 0;
  std::optional<std::string_view> symbol;
  std::optional<int64_t> ts;
  bool advances = true;
  std::optional<double> mid, spread_bp, vol_1m, rsi_14;
  std::optional<bool> spread_estimated;
  std::optional<int64_t> code;
  std::optional<std::string_view> source;
  std::array<Answered, 3> answered;  // by Role
  std::array<std::optional<spark::TextId>, list_texts> list;
  // Bit i: feature i was in a row that a model was given. Bit 32 + i: its value is -0.0, which the
  // log's file holds as 0.0.
  uint64_t feature_bits = 0;
  std::array<double, features_max> features;  // NaN is null in the file
};

// An open log. Stages of several generations share it.
class RequestLog {
 public:
  RequestLog(spark::Host host, const std::string& name, uint32_t days, uint64_t bytes)
      : rows_(host, {name.c_str(), days, bytes}, names) {}

  // The number of a text. [builder]
  [[nodiscard]] std::optional<spark::TextId> text_id(const std::string& text) const {
    if (text.empty()) return std::nullopt;
    return rows_.text_id(text.c_str());
  }

  // Rows that found no room since the plugin object was made. [any]
  [[nodiscard]] int64_t dropped() const { return dropped_.load(std::memory_order_relaxed); }

  // Never waits; a row that is dropped is counted in the rows after it. [worker]
  void append(const RequestRow& row) { append(row, std::make_index_sequence<features_max>()); }

 private:
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
                             Feature<i>...>;
  };
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
  };

  template <size_t... i>
  void append(const RequestRow& row, std::index_sequence<i...>) {
    const auto& [p, c, f] = row.answered;
    const bool is_kept =
        rows_.append(spark::EventTime{row.at_utc_ms}, spark::Key{row.request_id}, row.sequence,
                     row.received_utc_ms, dropped_.load(std::memory_order_relaxed), row.symbol,
                     row.ts, row.advances, row.mid, row.spread_bp, row.vol_1m, row.rsi_14,
                     row.spread_estimated, row.code, row.source,  //
                     p.score, p.status, p.elapsed_ms, p.model, c.score, c.status, c.elapsed_ms,
                     c.model, f.score, f.status, f.elapsed_ms, f.model, row.list[0], row.list[1],
                     row.list[2], static_cast<int64_t>(row.feature_bits), row.features[i]...);
    if (!is_kept) dropped_.fetch_add(1, std::memory_order_relaxed);
  }

  const typename Columns<std::make_index_sequence<features_max>>::type rows_;
  // Written only when a row is dropped, so that workers share a cache line that does not change.
  std::atomic<int64_t> dropped_{0};
};

}  // namespace recorder
