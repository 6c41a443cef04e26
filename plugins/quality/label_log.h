// The record log of labels: each prediction whose label became known, once, with what decided it.
//
// Workers alone append rows, and jobs find labels: so jobs put rows out, and the next request's
// worker takes them along.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "spark/rows.h"

namespace quality {

// What a row is made of, in memory of its own.
struct LabelRow {
  int64_t known_ms = 0;      // when the label was known: the prediction's time and the horizon
  int64_t predicted_ms = 0;  // the snapshot's
  double score = 0;
  double value = 0;  // a hit is one whose value is larger than the limit
  double limit = 0;
  bool is_hit = false;
  uint8_t symbol_bytes = 0;
  std::array<char, 64> symbol{};
  std::optional<spark::TextId> lineage, role, target, version, sha256;

  void set_symbol(std::string_view name);
};

// Rows on their way to a worker, in order. One puts out, workers take.
class LabelOutbox {
 public:
  static constexpr uint32_t rows_max = 1'024;

  // How many more there is room for. [jobs]
  [[nodiscard]] uint32_t room() const { return rows_max - (put_ - taken_); }
  // Only where there is room. [jobs]
  void put(const LabelRow& row);
  [[nodiscard]] bool empty() const {
    return put_.load(std::memory_order_acquire) == taken_.load(std::memory_order_relaxed);
  }
  // Calls use(row) for at most so many. Where another worker is at it, does nothing: nobody waits.
  // [worker]
  template <class Use>
  void take(uint32_t most, Use&& use) {
    if (empty() || taking_.test_and_set(std::memory_order_acquire)) return;
    uint32_t at = taken_;
    for (const uint32_t end = put_.load(std::memory_order_acquire); most > 0 && at != end; --most)
      use(rows_[at++ % rows_max]);
    taken_.store(at, std::memory_order_release);
    taking_.clear(std::memory_order_release);
  }

 private:
  std::array<LabelRow, rows_max> rows_;
  std::atomic<uint32_t> put_{0};
  std::atomic<uint32_t> taken_{0};
  std::atomic_flag taking_;
};

class LabelLog {
 public:
  LabelLog(spark::Host host, uint32_t days_max, uint64_t bytes_max);

  // Makes a text's number, if there is one left. [builder, control]
  void know(const std::string& text);
  // [any but workers]
  [[nodiscard]] std::optional<spark::TextId> id(const std::string& text) const;
  // [worker]
  void append(const LabelRow& row) const;

 private:
  using Log = spark::Rows<spark::EventTime, spark::Key, spark::TextId, spark::TextId, spark::TextId,
                          int64_t, double, bool, double, double, spark::TextId, spark::TextId>;
  const Log log_;
  mutable std::mutex mutex_;  // of ids_; no worker takes it
  std::map<std::string, std::optional<spark::TextId>> ids_;
};

}  // namespace quality
