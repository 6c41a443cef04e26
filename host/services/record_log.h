// One record log: the rings that workers append to, and the thread's side that writes them.
#pragma once

#include <atomic>
#include <cstdint>
#include <deque>
#include <filesystem>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "base/ring.h"
#include "services/row_cells.h"
#include "store/row_day.h"

namespace spark::services {

// Of each worker and log, unless its opening says otherwise: 5,000 rows of 20 numbers. Rows that
// come while the ring is full are dropped.
inline constexpr size_t row_ring_bytes = 1024 * 1024;
inline constexpr size_t row_ring_bytes_min = 64 * 1024;
inline constexpr size_t row_ring_bytes_max = 256 * 1024 * 1024;
inline constexpr uint32_t row_layouts_max = 64;  // of one log

// What workers and makers of rows share. Lives as long as an opening or a row in a ring.
class RecordLog {
 public:
  // No workers: nothing is ever appended.
  RecordLog(std::string name, uint32_t workers, size_t ring_bytes = row_ring_bytes);

  // False: it is not taken. [worker]
  bool append(uint32_t worker, const RowLayout& layout, const spark_rows_row& row,
              uint32_t count) noexcept {
    return worker < rings_.size() && push_row(layout, row, count, *rings_[worker]);
  }

  // Finds or makes them; they stay as long as the log. [control, builder, jobs, writer]
  base::Result<const RowLayout*> layout(const store::RowColumns& columns);
  base::Result<uint64_t> text_id(std::string_view text);
  [[nodiscard]] const RowLayout* layout_at(uint32_t number) const;
  [[nodiscard]] std::optional<std::string_view> text_at(uint64_t number) const;  // if there is one

  [[nodiscard]] const std::string& name() const { return name_; }
  [[nodiscard]] std::span<const std::unique_ptr<base::SpscRing>> rings() const { return rings_; }
  [[nodiscard]] size_t waiting_bytes() const;  // a moment's value [any]
  [[nodiscard]] size_t ring_bytes() const { return ring_bytes_; }

 private:
  const std::string name_;  // "<plugin>.<name>"
  const size_t ring_bytes_;
  std::vector<std::unique_ptr<base::SpscRing>> rings_;
  mutable std::mutex mutex_;  // guards the members below; their elements never move
  std::deque<RowLayout> layouts_;
  std::deque<std::string> texts_;
  std::map<std::string_view, uint64_t> text_ids_;
};

// Writes a log's rows to the files of their days. What a full or damaged disk does not take waits,
// at most a ring's worth, and then the rings fill.
//
// Used on the thread of record logs alone, but for troubles().
class RowWriter {
 public:
  RowWriter(std::shared_ptr<const RecordLog> log, std::filesystem::path folder)
      : log_(std::move(log)), folder_(std::move(folder)) {}

  struct Written {
    bool had_rows = false;
    uint64_t lost = 0;  // rows that will never be in a file
  };
  // Writes what waits, to the file of that time's day.
  Written write(int64_t utc_ms, const store::RowRetention& retention);
  // Gives up what still waits.
  uint64_t give_up();
  // Whether the day under way has no more room: its rows are lost until it has.
  void set_full(bool is_full);
  // A file that belongs to another day is not kept open.
  void close_unless(std::string_view today);

  [[nodiscard]] bool is_idle() const { return batch_.empty() && log_->waiting_bytes() == 0; }
  [[nodiscard]] std::string failure() const;  // of the last write; "" if it did not fail
  [[nodiscard]] std::vector<std::string> troubles() const;  // for degraded [any]
  [[nodiscard]] const RecordLog& log() const { return *log_; }

 private:
  bool write_batch(int64_t utc_ms, const store::RowRetention& retention, uint64_t& lost);
  store::RowResult<uint64_t> try_to_write(int64_t utc_ms, const store::RowRetention& retention);
  store::RowResult<uint64_t> insert_all();
  void note(std::string RowWriter::*what, std::string text);

  const std::shared_ptr<const RecordLog> log_;
  const std::filesystem::path folder_;
  std::optional<store::RowDay> day_;
  std::string day_name_;
  std::vector<std::string> batch_;  // rows that are to be written next, all of them or none
  std::vector<store::RowValue> values_;
  bool is_full_ = false;
  mutable std::mutex mutex_;  // guards the members below
  std::string failure_;
  std::string damage_;
  std::string conflict_;
  std::string fullness_;
};

}  // namespace spark::services
