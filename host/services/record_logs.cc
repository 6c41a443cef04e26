#include "services/record_logs.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <utility>

#include "base/clock.h"
#include "base/log.h"
#include "services/facts.h"

namespace spark::services {
namespace {

constexpr uint32_t idle_ms = 50;
constexpr uint32_t busy_ms = 10;     // a burst fills no ring in between
constexpr uint32_t closed_ms = 200;  // nothing is open: days expire all the same
constexpr uint32_t retry_ms = 500;   // while a disk refuses rows
constexpr int64_t expire_every_ms = 1'000;
constexpr uint32_t stalled_ms = 2'000;

metrics::Desc series(const char* name, const char* help, const std::string& log) {
  return {name, help, {{"name", log}}, {}, 0};
}

std::string fact_name(const std::string& log) {
  return "host.rows." + log + ".drops";
}

}  // namespace

int64_t RecordLogs::now() const {
  return now_utc ? now_utc() : base::utc_ms();
}

void RecordLogs::open(const std::filesystem::path& state_dir) {
  state_dir_ = state_dir;
  closed_.open(state_dir, append_record);
  const auto logs = store::list_logs(state_dir);
  if (!logs) return base::log::error("record logs: {}", logs.error().text);
  for (const std::string& log : *logs) {
    auto info = store::read_log_info(store::log_folder(state_dir, log));
    if (!info || info->columns.empty()) continue;
    const std::lock_guard lock(mutex_);
    known_[log] = {std::move(info->columns), info->retention};
    if (writer_ != nullptr) schedule(idle_ms);
  }
}

void RecordLogs::use(const std::map<std::string, std::string>& columns) {
  const std::lock_guard lock(mutex_);
  for (const auto& [log, text] : columns)
    if (auto read = store::row_columns_from_text(text)) known_[log].columns = std::move(*read);
}

std::map<std::string, std::string> RecordLogs::columns_of(
    const std::vector<std::string>& plugins) const {
  const std::lock_guard lock(mutex_);
  std::map<std::string, std::string> all;
  for (const auto& [log, known] : known_)
    if (std::find(plugins.begin(), plugins.end(), log.substr(0, log.find('.'))) != plugins.end())
      all.emplace(log, store::to_text(known.columns));
  return all;
}

base::Result<spark_rows*> RecordLogs::declare(const void* owner, const std::string& plugin,
                                              const std::string& name,
                                              const store::RowColumns& columns,
                                              const store::RowRetention& retention,
                                              size_t ring_bytes) {
  const std::string full = plugin + "." + name;
  const auto refuse = [&](const std::string& why) {
    return base::Error(fmt::format("rows: log {}: {}", full, why));
  };
  const std::lock_guard lock(mutex_);
  if (const auto known = known_.find(full); known != known_.end()) {
    if (const auto both = store::joined_columns(known->second.columns, columns); !both)
      return refuse(both.error().text +
                    "; columns are only added at the end, so give the log "
                    "another name, such as " +
                    name + "-2");
  }
  auto found = open_.find(full);
  if (found == open_.end()) {
    if (open_.size() >= record_logs_max)
      return refuse("more than " + std::to_string(record_logs_max) + " logs are open");
    auto log = std::make_shared<RecordLog>(full, writer_ == nullptr ? 0 : workers_, ring_bytes);
    auto writer = std::make_shared<RowWriter>(log, store::log_folder(state_dir_, full));
    found = open_.emplace(full, Open{std::move(log), std::move(writer), retention, {}}).first;
  }
  if (const size_t present = found->second.log->ring_bytes(); present != ring_bytes)
    base::log::warn("record log {}: its rings stay at {} bytes until the host's next start", full,
                    present);
  const auto layout = found->second.log->layout(columns);
  if (!layout) return refuse(layout.error().text);
  auto rows = std::make_unique<spark_rows>();
  rows->logs = this;
  rows->log = found->second.log;
  rows->layout = *layout;
  rows->retention = retention;
  rows->owner = owner;
  const auto appended = registry_.counter(
      series("spark_rows_appended_total", "Rows that stages appended, dropped ones too", full));
  const auto dropped = registry_.counter(
      series("spark_rows_dropped_total", "Rows that were appended and are in no file", full));
  const auto waiting = registry_.computed_gauge(
      series("spark_rows_waiting_bytes", "Rows in the rings of workers, as bytes", full), owner,
      [log = rows->log] { return static_cast<double>(log->waiting_bytes()); });
  if (!appended) return refuse(appended.error().text);
  if (!dropped) return refuse(dropped.error().text);
  if (!waiting) return refuse(waiting.error().text);
  rows->appended = *appended;
  rows->dropped = found->second.dropped = drops_[full] = *dropped;
  if (writer_ != nullptr) schedule(idle_ms);
  return openings_.emplace_back(std::move(rows)).get();
}

void RecordLogs::act(const void* owner) {
  const std::lock_guard lock(mutex_);
  for (const auto& rows : openings_) {
    if (rows->owner != owner) continue;
    Known& known = known_[rows->log->name()];
    if (auto all = store::joined_columns(known.columns, rows->layout->columns))
      known.columns = std::move(*all);
    known.retention = rows->retention;
    open_.at(rows->log->name()).retention = rows->retention;
  }
}

void RecordLogs::close(const void* owner) {
  const std::lock_guard lock(mutex_);
  std::erase_if(openings_, [owner](const auto& rows) { return rows->owner == owner; });
}

void RecordLogs::schedule(uint32_t delay_ms) {
  if (!std::exchange(is_scheduled_, true)) writer_->post_kept_after(delay_ms, [this] { pass(); });
}

std::map<std::string, RecordLogs::Open> RecordLogs::all_open() const {
  const std::lock_guard lock(mutex_);
  return open_;
}

void RecordLogs::pass() {
  bool had_rows = false;
  bool has_failed = false;
  for (const auto& [name, open] : all_open()) {
    had_rows |= write(open);
    has_failed |= !open.writer->failure().empty();
  }
  // A clock that is set back does not stop it.
  if (const int64_t present_ms = now(); std::abs(present_ms - expired_ms_) >= expire_every_ms) {
    expired_ms_ = present_ms;
    look_at_days();
    publish_drops();
    forget_unused();
  }
  closed_.step(now());
  const std::lock_guard lock(mutex_);
  is_scheduled_ = false;
  if (open_.empty() && known_.empty()) return;
  if (open_.empty()) return schedule(closed_ms);
  schedule(has_failed ? retry_ms : had_rows ? busy_ms : idle_ms);
}

bool RecordLogs::write(const Open& open) {
  const int64_t present_ms = now();
  const auto written = open.writer->write(present_ms, open.retention);
  open.dropped.add(written.lost);
  if (written.had_rows) closed_.wrote(open.log->name(), store::day_of(present_ms));
  return written.had_rows;
}

void RecordLogs::look_at_days() {
  std::map<std::string, Known> known;
  {
    const std::lock_guard lock(mutex_);
    known = known_;
  }
  const auto open = all_open();
  for (const auto& [name, each] : known) {
    const auto found = open.find(name);
    look_at(name, each, found == open.end() ? nullptr : &found->second);
  }
}

void RecordLogs::look_at(const std::string& name, const Known& known, const Open* open) {
  const int64_t present_ms = now();
  const std::string today = store::day_of(present_ms);
  const auto days = store::list_days(store::log_folder(state_dir_, name));
  if (open != nullptr) closed_.lost(name, today, present_ms, open->dropped.total());
  if (!days) return;
  const auto expiry = store::expired_days(*days, today, known.retention);
  const bool has_retention = known.retention.days_max > 0;
  if (open != nullptr) {
    open->writer->close_unless(today);
    if (has_retention) open->writer->set_full(expiry.is_full);
  }
  closed_.look(name, *days, today);
  if (has_retention) expire(name, *days, expiry.count);
}

// Whether the day is archived, and its removal on record. `seal` null: no days are put on record.
bool RecordLogs::may_go(const std::string& name, const std::string& day,
                        const store::DaySeal* seal) {
  const auto file = store::day_file(store::log_folder(state_dir_, name), day);
  if (seal == nullptr) return archiver_.has(name, file, nullptr);
  if (!closed_.is_removing(name, day) && !archiver_.has(name, file, &seal->digest)) return false;
  return closed_.removal_is_on_record(name, day, archiver_.is_kept());
}

void RecordLogs::expire(const std::string& name, const std::vector<store::RowDayFile>& days,
                        size_t count) {
  for (size_t i = 0; i < count; ++i) {
    const std::string& day = days[i].day;
    const auto* const seal = closed_.on_record(name, day);
    if (closed_.is_kept() && seal == nullptr) continue;  // it waits, or its file is damaged
    if (!may_go(name, day, seal)) return;
    const auto file = store::day_file(store::log_folder(state_dir_, name), day);
    if (const auto gone = store::remove_day(file); !gone) {
      base::log::warn("record log {}: its retention: {}", name, gone.error().text);
      return;
    }
    base::log::info("record log {}: the rows of {} have expired", name, day);
  }
}

void RecordLogs::publish_drops() {
  if (facts_ == nullptr) return;
  for (const auto& [name, open] : all_open()) {
    Fact fact;
    fact.name = fact_name(name);
    fact.unit = "rows";
    fact.value = static_cast<double>(open.dropped.total());
    fact.at_utc_ms = now();
    (void)facts_->publish(this, std::move(fact));
  }
}

void RecordLogs::forget_unused() {
  const std::lock_guard lock(mutex_);
  std::erase_if(open_, [this](const auto& each) {
    const bool is_used = std::any_of(openings_.begin(), openings_.end(), [&](const auto& rows) {
      return rows->log == each.second.log;
    });
    if (is_used || !each.second.writer->is_idle()) return false;
    if (facts_ != nullptr) facts_->withdraw(this, fact_name(each.first), {});
    return true;
  });
}

std::vector<std::string> RecordLogs::degraded() const {
  std::vector<std::string> all;
  for (const auto& [name, open] : all_open())
    for (std::string& trouble : open.writer->troubles()) all.push_back(std::move(trouble));
  if (std::string trouble = archiver_.trouble(); !trouble.empty()) all.push_back(trouble);
  if (std::string trouble = closed_.trouble(); !trouble.empty()) all.push_back(trouble);
  const uint32_t for_ms = writer_ == nullptr ? 0 : writer_->busy_ms();
  if (for_ms >= stalled_ms)
    all.push_back(
        fmt::format("the disk has taken no rows of record logs for {} s", for_ms / 1'000));
  return all;
}

uint64_t RecordLogs::dropped() const {
  const std::lock_guard lock(mutex_);
  uint64_t all = 0;
  for (const auto& [name, counter] : drops_) all += counter.total();
  return all;
}

void RecordLogs::end() {
  for (const auto& [name, open] : all_open()) {
    write(open);
    const uint64_t lost = open.writer->give_up();
    if (lost == 0) continue;
    open.dropped.add(lost);
    base::log::error("record log {}: {} rows could not be written before the end", name, lost);
  }
}

}  // namespace spark::services
