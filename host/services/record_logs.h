// Record logs of plugins: opened by plugin objects, appended to by workers, written by a thread of
// their own, so that a flood of rows delays nothing else.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "base/task_queue.h"
#include "metrics/registry.h"
#include "services/closed_days.h"
#include "services/record_log.h"
#include "services/row_archiver.h"
#include "store/row_reader.h"

namespace spark::services {
class RecordLogs;
}

// The opaque type of spark/ext/draft/rows.h: a log as one plugin object has opened it.
struct spark_rows {
  spark::services::RecordLogs* logs = nullptr;
  std::shared_ptr<spark::services::RecordLog> log;
  const spark::services::RowLayout* layout = nullptr;
  spark::store::RowRetention retention;
  spark::metrics::Counter appended;
  spark::metrics::Counter dropped;
  const void* owner = nullptr;
};

namespace spark::services {

class Facts;

inline constexpr uint32_t record_logs_max = 32;
inline constexpr uint32_t row_flush_ms_max = 5'000;

class RecordLogs {
 public:
  // `writer` is the thread of record logs; null: openings are compared and nothing is kept. Both
  // outlive this, as `facts` does, which may be null.
  RecordLogs(metrics::Registry& registry, uint32_t workers, base::TaskQueue* writer,
             Facts* facts = nullptr)
      : registry_(registry), workers_(workers), writer_(writer), facts_(facts) {}

  // Finds the logs that there are. Before the first plugin object is made. On the main thread.
  void open(const std::filesystem::path& state_dir);
  // Where expired days go, packed, before they are removed; empty: nowhere. With open().
  void archive_in(std::filesystem::path folder) { archiver_.set_folder(std::move(folder)); }
  // Closed days are digested on the thread of record logs itself, for tests.
  void close_days_at_once() { closed_.work_at_once(); }
  // For a trial: the columns that there are, as columns_of() gave them.
  void use(const std::map<std::string, std::string>& columns);
  // By log, as text.
  [[nodiscard]] std::map<std::string, std::string> columns_of(
      const std::vector<std::string>& plugins) const;

  // `owner` stands for the plugin object. The opening is valid until close(). [builder, control]
  base::Result<spark_rows*> declare(const void* owner, const std::string& plugin,
                                    const std::string& name, const store::RowColumns& columns,
                                    const store::RowRetention& retention,
                                    size_t ring_bytes = row_ring_bytes);
  // The owner acts: its columns are those that there are from now on, and its retention counts.
  void act(const void* owner);
  void close(const void* owner);  // no worker and no job uses its openings any more

  // Everything that was appended before the call is among the rows. [jobs]
  base::Result<void> query(const spark_rows& rows, store::RowQuery query,
                           const store::TakeRow& take);
  // The same of any log, of another state folder unless that is "", and the newest time before that
  // one. An error where there is no such log. [jobs]
  base::Result<void> read(const std::filesystem::path& state_dir, const std::string& log,
                          const store::RowQuery& query, const store::TakeRow& take);
  base::Result<int64_t> newest(const std::filesystem::path& state_dir, const std::string& log,
                               int64_t before_utc_ms);
  // Writes what was appended before the call, within 5 s. [jobs]
  base::Result<void> flush(const std::shared_ptr<RecordLog>& log);

  [[nodiscard]] std::vector<std::string> degraded() const;  // [any]
  // Rows of all logs, also of those that are closed, that are in no file; since the host's start.
  [[nodiscard]] uint64_t dropped() const;  // [any]
  // Writes what it can, and counts the rest as dropped. When the thread has ended.
  void end();

  // Puts records of closed and of removed days on the chain; empty: there are none. Before open().
  ClosedDays::Append append_record;
  std::function<int64_t()> now_utc;   // reads the wall clock; empty: the host's
  [[nodiscard]] int64_t now() const;  // in ms since 1970 UTC

 private:
  struct Known {
    store::RowColumns columns;
    store::RowRetention retention;  // no days: it is not known
  };
  struct Open {
    std::shared_ptr<RecordLog> log;
    std::shared_ptr<RowWriter> writer;
    store::RowRetention retention;
    metrics::Counter dropped;
  };

  // Where the log's files are, with what was appended before the call.
  base::Result<std::filesystem::path> files_of(const std::filesystem::path& state_dir,
                                               const std::string& log);
  void schedule(uint32_t delay_ms);
  void pass();  // on the thread of record logs, as all below
  bool write(const Open& open);
  void look_at_days();
  void look_at(const std::string& name, const Known& known, const Open* open);
  void expire(const std::string& name, const std::vector<store::RowDayFile>& days, size_t count);
  bool may_go(const std::string& name, const std::string& day, const store::DaySeal* seal);
  void publish_drops();
  void forget_unused();
  [[nodiscard]] std::map<std::string, Open> all_open() const;

  metrics::Registry& registry_;
  const uint32_t workers_;
  base::TaskQueue* const writer_;
  Facts* const facts_;
  std::filesystem::path state_dir_;
  RowArchiver archiver_;
  ClosedDays closed_;
  int64_t expired_ms_ = 0;    // when the last look for what expires was
  mutable std::mutex mutex_;  // guards the members below; nothing is written with it
  bool is_scheduled_ = false;
  std::map<std::string, Known> known_;
  std::map<std::string, Open> open_;
  std::vector<std::unique_ptr<spark_rows>> openings_;
  std::map<std::string, metrics::Counter> drops_;  // of each log that was ever opened
};

}  // namespace spark::services
