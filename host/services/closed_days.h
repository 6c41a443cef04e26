// Puts each day of the record logs that is over on record, with the digest of its rows, and the
// removal of a day before it is removed.
//
// The chain itself says which days are on record; a host reads it once, when it has logs. A day is
// digested aside from the thread of record logs, one at a time, and is on the disk before its
// record is. A kill in between leaves a day that is not on record, which the next start finds.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <span>
#include <string>

#include "services/aside.h"
#include "services/day_losses.h"
#include "store/row_records.h"

namespace spark::services {

class ClosedDays {
 public:
  // Called once, on any thread: the record's sequence, or nothing if it was not recorded.
  using Ended = std::function<void(std::optional<uint64_t>)>;
  // Puts a record on the chain. Never waits.
  using Append = std::function<void(store::Record record, Ended ended)>;

  // Without `append` no day is put on record, and none waits for it. Before all others.
  void open(const std::filesystem::path& state_dir, Append append);
  [[nodiscard]] bool is_kept() const { return append_ != nullptr; }

  // ---- On the thread of record logs.
  // Rows were written to that day, which may be on record already.
  void wrote(const std::string& log, const std::string& day);
  void lost(const std::string& log, const std::string& day, int64_t utc_ms, uint64_t total) {
    losses_.note(log, day, utc_ms, total);
  }
  // Which days the log has; those before `today` are over.
  void look(const std::string& log, std::span<const store::RowDayFile> files,
            const std::string& today);
  // Goes on with what is under way. Never waits.
  void step(int64_t utc_ms);

  // What the record says of that day's rows; null: they are not on record, or not all of them.
  [[nodiscard]] const store::DaySeal* on_record(const std::string& log,
                                                const std::string& day) const;
  // Its removal is about to be on record: what that takes was looked at.
  [[nodiscard]] bool is_removing(const std::string& log, const std::string& day) const;
  // Puts the removal of the day on record. False: ask again later.
  bool removal_is_on_record(const std::string& log, const std::string& day, bool is_archived);

  // Why days are not on record that should be; "" if all are. [any]
  [[nodiscard]] std::string trouble() const;

  // Work is done at once, for tests.
  void work_at_once() { aside_.is_at_once = true; }

 private:
  struct Read;
  struct Digested;
  struct Appended;

  void take_read(int64_t utc_ms);
  void take_digest(int64_t utc_ms);
  void take_appended(int64_t utc_ms);
  void note_reopened();
  void start_next(int64_t utc_ms);
  void forget_gone(const std::string& log, std::span<const store::RowDayFile> files);
  void digest(const std::string& object);
  std::shared_ptr<Appended> append(const store::Record& record);
  void note_trouble(const std::string& object, std::string text, int64_t utc_ms);
  [[nodiscard]] bool needs_record(const std::string& object) const;
  [[nodiscard]] bool is_removed(const std::string& object) const;

  std::filesystem::path state_dir_;
  Append append_;
  std::optional<store::RecordedDays> days_;  // nothing: the chain is not read yet
  DayLosses losses_;
  std::set<std::string> waiting_;  // objects of days that are to be put on record
  std::set<std::string> written_;  // objects of days that got rows
  std::string under_way_;          // the object of the day that is being put on record
  std::shared_ptr<Read> read_;
  std::shared_ptr<Digested> digested_;
  std::shared_ptr<Appended> closing_;
  std::map<std::string, std::shared_ptr<Appended>> removals_;
  std::map<std::string, int64_t> tried_ms_;      // what failed, and when
  mutable std::mutex mutex_;                     // guards troubles_
  std::map<std::string, std::string> troubles_;  // by object
  Aside aside_;
};

}  // namespace spark::services
