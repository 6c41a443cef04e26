#include "services/record_log.h"

#include <fmt/format.h>

#include "base/log.h"

namespace spark::services {

RecordLog::RecordLog(std::string name, uint32_t workers, size_t ring_bytes)
    : name_(std::move(name)), ring_bytes_(ring_bytes) {
  for (uint32_t i = 0; i < workers; ++i)
    rings_.push_back(std::make_unique<base::SpscRing>(ring_bytes));
}

base::Result<const RowLayout*> RecordLog::layout(const store::RowColumns& columns) {
  const std::lock_guard lock(mutex_);
  for (const RowLayout& known : layouts_)
    if (known.columns == columns) return &known;
  if (layouts_.size() >= row_layouts_max)
    return base::Error("more than " + std::to_string(row_layouts_max) +
                       " lists of columns since the host's start");
  return &layouts_.emplace_back(static_cast<uint32_t>(layouts_.size()), columns);
}

base::Result<uint64_t> RecordLog::text_id(std::string_view text) {
  const std::lock_guard lock(mutex_);
  if (const auto known = text_ids_.find(text); known != text_ids_.end()) return known->second;
  if (texts_.size() >= SPARK_ROWS_TEXTS_MAX)
    return base::Error("more than " + std::to_string(SPARK_ROWS_TEXTS_MAX) + " texts");
  const uint64_t id = texts_.size();
  text_ids_.emplace(texts_.emplace_back(text), id);
  return id;
}

const RowLayout* RecordLog::layout_at(uint32_t number) const {
  const std::lock_guard lock(mutex_);
  return &layouts_[number];
}

std::optional<std::string_view> RecordLog::text_at(uint64_t number) const {
  const std::lock_guard lock(mutex_);
  if (number >= texts_.size()) return std::nullopt;
  return texts_[number];
}

size_t RecordLog::waiting_bytes() const {
  size_t bytes = 0;
  for (const auto& ring : rings_) bytes += ring->bytes_used();
  return bytes;
}

RowWriter::Written RowWriter::write(int64_t utc_ms, const store::RowRetention& retention) {
  Written written;
  const auto write_what_waits = [&] {
    if (batch_.empty()) return true;
    written.had_rows = true;
    return write_batch(utc_ms, retention, written.lost);
  };
  if (!write_what_waits()) return written;
  for (const auto& ring : log_->rings()) {
    ring->pop_all([this](std::string_view row) { batch_.emplace_back(row); });
    if (!write_what_waits()) break;
  }
  return written;
}

// False: the disk does not take the batch now.
bool RowWriter::write_batch(int64_t utc_ms, const store::RowRetention& retention, uint64_t& lost) {
  if (is_full_) {
    lost += batch_.size();
    batch_.clear();
    return true;
  }
  auto done = try_to_write(utc_ms, retention);
  if (!done && done.error().kind == store::RowError::Kind::damaged) {
    const auto file = store::day_file(folder_, day_name_);
    day_.reset();
    note(&RowWriter::damage_, fmt::format("{}; it was set aside as {}, and the day begins anew",
                                          done.error().text, store::set_day_aside(file).string()));
    done = try_to_write(utc_ms, retention);
  }
  if (!done) {
    day_.reset();
    note(&RowWriter::failure_, done.error().text);
    return false;
  }
  note(&RowWriter::failure_, "");
  lost += *done;
  batch_.clear();
  return true;
}

store::RowResult<uint64_t> RowWriter::try_to_write(int64_t utc_ms,
                                                   const store::RowRetention& retention) {
  close_unless(store::day_of(utc_ms));
  if (!day_) {
    day_name_ = store::day_of(utc_ms);
    auto opened = store::RowDay::open(store::day_file(folder_, day_name_), retention);
    if (!opened) return opened.error();
    day_.emplace(std::move(*opened));
  }
  auto lost = insert_all();
  if (!lost) day_->rollback();
  return lost;
}

// Returns how many rows the file cannot have, since their columns are others.
store::RowResult<uint64_t> RowWriter::insert_all() {
  std::map<uint32_t, const RowLayout*> layouts;  // null: of other columns
  for (const std::string& row : batch_) {
    const auto [at, is_new] = layouts.try_emplace(layout_of(row), nullptr);
    if (!is_new) continue;
    const RowLayout* const layout = log_->layout_at(at->first);
    const auto prepared = day_->prepare(layout->columns);
    if (prepared) {
      at->second = layout;
    } else if (prepared.error().kind == store::RowError::Kind::conflict) {
      note(&RowWriter::conflict_, prepared.error().text);
    } else {
      return prepared.error();
    }
  }
  const TextOf text_of = [this](uint64_t number) { return log_->text_at(number); };
  uint64_t lost = 0;
  if (auto begun = day_->begin(); !begun) return begun.error();
  for (const std::string& row : batch_) {
    const RowLayout* const layout = layouts.find(layout_of(row))->second;
    if (layout == nullptr) {
      ++lost;
      continue;
    }
    decode_row(*layout, row, text_of, values_);
    if (auto inserted = day_->insert(values_); !inserted) return inserted.error();
  }
  if (auto done = day_->commit(); !done) return done.error();
  return lost;
}

uint64_t RowWriter::give_up() {
  uint64_t lost = batch_.size();
  batch_.clear();
  for (const auto& ring : log_->rings()) lost += ring->pop_all([](std::string_view) {});
  return lost;
}

void RowWriter::set_full(bool is_full) {
  is_full_ = is_full;
  note(&RowWriter::fullness_,
       is_full ? "today's rows take all the bytes of its retention; further ones are dropped" : "");
}

void RowWriter::close_unless(std::string_view today) {
  if (day_name_ != today) day_.reset();
}

void RowWriter::note(std::string RowWriter::*what, std::string text) {
  const std::lock_guard lock(mutex_);
  if (this->*what == text) return;
  if (!text.empty()) base::log::error("record log {}: {}", log_->name(), text);
  this->*what = std::move(text);
}

std::string RowWriter::failure() const {
  const std::lock_guard lock(mutex_);
  return failure_;
}

std::vector<std::string> RowWriter::troubles() const {
  const std::lock_guard lock(mutex_);
  std::vector<std::string> all;
  const std::string name = "record log " + log_->name() + ": ";
  if (!failure_.empty()) all.push_back(name + "rows are not written: " + failure_);
  if (!damage_.empty()) all.push_back(name + damage_);
  if (!conflict_.empty()) all.push_back(name + "rows are dropped: " + conflict_);
  if (!fullness_.empty()) all.push_back(name + fullness_);
  return all;
}

}  // namespace spark::services
