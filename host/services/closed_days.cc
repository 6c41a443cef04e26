#include "services/closed_days.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <utility>
#include <vector>

#include "base/log.h"
#include "store/row_day.h"
#include "store/row_reader.h"

namespace spark::services {
namespace {

constexpr int64_t retry_after_ms = 30'000;
const std::string of_the_chain;  // the "object" of troubles with all days

using Outcome = store::RowResult<store::ClosedDay>;

// What the record says of a day's file. `recorded`: what a record has of it already.
Outcome close_day(const std::filesystem::path& file, const std::optional<store::DaySeal>& recorded,
                  const std::atomic<bool>& stop) {
  if (auto settled = store::settle_day(file); !settled) return settled.error();
  store::ClosedDay day;
  if (recorded) {
    const auto beginning = store::digest_of_day(file, stop, &recorded->digest);
    if (!beginning) return beginning.error();
    day.how =
        *beginning == recorded->digest ? store::DayClosing::grown : store::DayClosing::differs;
    day.before = recorded->sequence;
  }
  auto found = store::digest_of_day(file, stop);
  if (!found) return found.error();
  day.digest = std::move(*found);
  std::error_code failed;
  day.bytes = std::filesystem::file_size(file, failed);
  return day;
}

}  // namespace

struct ClosedDays::Read {
  std::optional<base::Result<store::RecordedDays>> days;
};
struct ClosedDays::Digested {
  std::optional<Outcome> day;
};
struct ClosedDays::Appended {
  store::Record record;
  std::mutex mutex;  // guards the members below
  bool has_ended = false;
  std::optional<uint64_t> sequence;

  bool is_over() {
    const std::lock_guard lock(mutex);
    return has_ended;
  }
};

void ClosedDays::open(const std::filesystem::path& state_dir, Append append) {
  state_dir_ = state_dir;
  append_ = std::move(append);
}

void ClosedDays::wrote(const std::string& log, const std::string& day) {
  if (is_kept()) written_.insert(store::day_object(log, day));
}

bool ClosedDays::needs_record(const std::string& object) const {
  const auto found = days_->find(object);
  if (found == days_->end()) return true;
  return found->second.is_open || found->second.seal() == nullptr;
}

void ClosedDays::look(const std::string& log, std::span<const store::RowDayFile> files,
                      const std::string& today) {
  if (!days_) return;
  for (const auto& file : files) {
    if (file.day >= today) break;
    std::string object = store::day_object(log, file.day);
    if (object != under_way_ && needs_record(object)) waiting_.insert(std::move(object));
  }
  forget_gone(log, files);
}

// A day that could not be put on record, and was moved away by hand, troubles nobody any more.
void ClosedDays::forget_gone(const std::string& log, std::span<const store::RowDayFile> files) {
  std::vector<std::string> gone;
  for (const auto& [object, when] : tried_ms_) {
    const auto named = store::log_day_of(object);
    if (!named || named->log != log) continue;
    if (std::none_of(files.begin(), files.end(),
                     [&](const auto& file) { return file.day == named->day; }))
      gone.push_back(object);
  }
  for (const std::string& object : gone) note_trouble(object, "", 0);
}

void ClosedDays::step(int64_t utc_ms) {
  if (!is_kept()) return;
  if (read_ && aside_.is_free()) take_read(utc_ms);
  if (digested_ && aside_.is_free()) take_digest(utc_ms);
  if (closing_ && closing_->is_over()) take_appended(utc_ms);
  note_reopened();
  start_next(utc_ms);
}

void ClosedDays::take_read(int64_t utc_ms) {
  const auto read = std::exchange(read_, nullptr);
  if (!*read->days) return note_trouble(of_the_chain, read->days->error().text, utc_ms);
  note_trouble(of_the_chain, "", utc_ms);
  days_ = std::move(**read->days);
}

void ClosedDays::take_digest(int64_t utc_ms) {
  const auto digested = std::exchange(digested_, nullptr);
  const std::string object = std::exchange(under_way_, "");
  Outcome& day = *digested->day;
  const auto named = *store::log_day_of(object);
  if (!day) {
    const auto file = store::day_file(store::log_folder(state_dir_, named.log), named.day);
    // Retention by hand: then there is nothing to put on record.
    if (!std::filesystem::exists(file)) return note_trouble(object, "", utc_ms);
    return note_trouble(object, day.error().text, utc_ms);
  }
  if (const auto loss = losses_.of(named.log, named.day)) {
    day->dropped = loss->rows;
    day->dropped_from_utc_ms = loss->from_utc_ms;
  }
  under_way_ = object;
  closing_ = append(store::close_record(object, *day));
}

void ClosedDays::take_appended(int64_t utc_ms) {
  const auto closed = std::exchange(closing_, nullptr);
  const std::string object = std::exchange(under_way_, "");
  if (!closed->sequence) return note_trouble(object, "the chain did not take the record", utc_ms);
  note_trouble(object, "", utc_ms);
  store::note_day(*days_, *closed->sequence, closed->record);
  const auto& seal = *days_->at(object).closed;
  base::log::info("{}: {} rows are on record, {}, record {}", object, seal.digest.rows,
                  closed->record.result, seal.sequence);
}

// The record that a day goes on comes with its first rows, so that a host that is killed before the
// day is over again finds out at its start why the day is another one.
void ClosedDays::note_reopened() {
  if (!days_) return;
  std::erase_if(written_, [this](const std::string& object) {
    if (object == under_way_) return false;  // its record may lack these rows
    const auto found = days_->find(object);
    if (found == days_->end() || found->second.is_open || found->second.seal() == nullptr)
      return true;
    found->second.is_open = true;
    (void)append(store::reopen_record(object));
    base::log::warn("{}: the day is on record, and gets rows again: the clock was set back",
                    object);
    return true;
  });
}

void ClosedDays::start_next(int64_t utc_ms) {
  if (!under_way_.empty() || read_ || !aside_.is_free()) return;
  const auto is_due = [&](const std::string& object) {
    const auto tried = tried_ms_.find(object);
    return tried == tried_ms_.end() || std::abs(utc_ms - tried->second) >= retry_after_ms;
  };
  if (!days_) {
    if (!is_due(of_the_chain)) return;
    read_ = std::make_shared<Read>();
    return aside_.start([read = read_, chain = state_dir_ / "chain"](const std::atomic<bool>&) {
      read->days = store::recorded_days(chain);
    });
  }
  const auto next = std::find_if(waiting_.begin(), waiting_.end(), is_due);
  if (next == waiting_.end()) return;
  const std::string object = *next;
  waiting_.erase(next);
  digest(object);
}

void ClosedDays::digest(const std::string& object) {
  const auto named = *store::log_day_of(object);
  const auto found = days_->find(object);
  const auto recorded = found == days_->end() ? std::nullopt : found->second.closed;
  under_way_ = object;
  digested_ = std::make_shared<Digested>();
  aside_.start(
      [digested = digested_, recorded,
       file = store::day_file(store::log_folder(state_dir_, named.log), named.day)](
          const std::atomic<bool>& stop) { digested->day = close_day(file, recorded, stop); });
}

std::shared_ptr<ClosedDays::Appended> ClosedDays::append(const store::Record& record) {
  auto appended = std::make_shared<Appended>();
  appended->record = record;
  append_(record, [appended](std::optional<uint64_t> sequence) {
    const std::lock_guard lock(appended->mutex);
    appended->sequence = sequence;
    appended->has_ended = true;
  });
  return appended;
}

const store::DaySeal* ClosedDays::on_record(const std::string& log, const std::string& day) const {
  if (!days_) return nullptr;
  const auto found = days_->find(store::day_object(log, day));
  return found == days_->end() || found->second.is_open ? nullptr : found->second.seal();
}

// A host that was killed before it could remove the day has put its removal on record already.
bool ClosedDays::is_removed(const std::string& object) const {
  const auto found = days_->find(object);
  return found != days_->end() && !found->second.closed && found->second.removed;
}

bool ClosedDays::is_removing(const std::string& log, const std::string& day) const {
  return removals_.contains(store::day_object(log, day));
}

bool ClosedDays::removal_is_on_record(const std::string& log, const std::string& day,
                                      bool is_archived) {
  const std::string object = store::day_object(log, day);
  if (is_removed(object)) return true;
  auto& removal = removals_[object];
  if (!removal) removal = append(store::expire_record(object, on_record(log, day), is_archived));
  if (!removal->is_over()) return false;
  const auto over = std::exchange(removal, nullptr);
  removals_.erase(object);
  if (!over->sequence) return false;
  store::note_day(*days_, *over->sequence, over->record);
  losses_.forget(log, day);
  return true;
}

void ClosedDays::note_trouble(const std::string& object, std::string text, int64_t utc_ms) {
  const std::lock_guard lock(mutex_);
  if (text.empty()) {
    tried_ms_.erase(object);
    troubles_.erase(object);
    return;
  }
  tried_ms_[object] = utc_ms;
  std::string& known = troubles_[object];
  if (known == text) return;
  base::log::warn("{}: it is not on record: {}", object.empty() ? "rows" : object, text);
  known = std::move(text);
}

std::string ClosedDays::trouble() const {
  const std::lock_guard lock(mutex_);
  if (troubles_.empty()) return "";
  const auto& [object, why] = *troubles_.begin();
  const std::string others =
      troubles_.size() == 1 ? "" : fmt::format(" (and {} more)", troubles_.size() - 1);
  if (object.empty())
    return "record logs: which days are on record is not known, so none is removed: " + why;
  const auto named = store::log_day_of(object);
  return fmt::format(
      "record log {}: the rows of {} are not on record, and stay until they are: {}{}", named->log,
      named->day, why, others);
}

}  // namespace spark::services
