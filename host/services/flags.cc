// Flags: a fixed array of cells, their names beside it, and their latches.
#include "services/flags.h"

#include <algorithm>
#include <utility>

#include "base/clock.h"
#include "base/names.h"

namespace spark::services {

base::Result<spark_flag*> Flags::declare(std::string_view full_name, int64_t initial,
                                         int64_t safe) {
  const std::string name(full_name);
  if (!base::is_flag_name(full_name))
    return base::Error("flag '" + name + "' is not a name of [A-Za-z0-9_.-], at most " +
                       std::to_string(base::flag_name_bytes_max) + " bytes");
  const std::lock_guard lock(mutex_);
  const auto self = std::this_thread::get_id();
  if (const auto index = index_of(full_name)) {
    Named& known = named_[*index];
    if (known.safe != safe)
      return base::Error("flag '" + name + "' has the safe value " + std::to_string(known.safe) +
                         "; it cannot become " + std::to_string(safe));
    if (known.drafted_by != self) known.drafted_by.reset();
    return known.cell;
  }
  if (named_.size() == flags_max)
    return base::Error("flag '" + name + "': there are " + std::to_string(flags_max) +
                       " flags already");
  if (all_latched_by_) latches_.try_emplace(name, all_latched_by_);
  spark_flag* const cell = take_cell();
  cell->value.store(latches_.contains(name) ? safe : initial, std::memory_order_release);
  named_.push_back(
      {name, initial, safe, cell, drafting_.contains(self) ? std::optional(self) : std::nullopt});
  return cell;
}

void Flags::keep(const spark_flag* flag) {
  const std::lock_guard lock(mutex_);
  if (const auto index = index_of(flag)) named_[*index].drafted_by.reset();
}

// Succeeds while there are fewer flags than flags_max.
spark_flag* Flags::take_cell() {
  if (free_cells_.empty()) return &cells_[named_.size()];
  spark_flag* const cell = free_cells_.back();
  free_cells_.pop_back();
  return cell;
}

spark_flag* Flags::find(std::string_view full_name) {
  const std::lock_guard lock(mutex_);
  const auto index = index_of(full_name);
  if (!index) return nullptr;
  const Named& found = named_[*index];
  const bool is_hidden = found.drafted_by && found.drafted_by != std::this_thread::get_id();
  return is_hidden ? nullptr : found.cell;
}

// A plugin's pointer may be any value.
std::optional<size_t> Flags::index_of(const spark_flag* flag) const {
  for (size_t i = 0; i < named_.size(); ++i)
    if (named_[i].cell == flag) return i;
  return std::nullopt;
}

std::optional<size_t> Flags::index_of(std::string_view full_name) const {
  for (size_t i = 0; i < named_.size(); ++i)
    if (named_[i].name == full_name) return i;
  return std::nullopt;
}

bool Flags::is_safe_value(const spark_flag* flag, int64_t value) const {
  const std::lock_guard lock(mutex_);
  const auto index = index_of(flag);
  return index && named_[*index].safe == value;
}

std::vector<Flags::Item> Flags::list() const {
  const std::lock_guard lock(mutex_);
  std::vector<Item> items;
  for (const Named& each : named_) {
    if (each.drafted_by) continue;
    const auto latch = latches_.find(each.name);
    items.push_back({each.name, each.cell->value.load(std::memory_order_acquire), each.initial,
                     each.safe, latch == latches_.end() ? nullptr : latch->second});
  }
  return items;
}

std::vector<Latch> Flags::latches() const {
  const std::lock_guard lock(mutex_);
  std::vector<Latch> all;
  for (const auto& [name, move] : latches_) all.push_back({name, move});
  return all;
}

SafeMovePtr Flags::begin_epoch_locked(std::string_view action, bool keyless) {
  epoch_.fetch_add(1, std::memory_order_acq_rel);
  last_safe_ = std::make_shared<SafeMove>();
  last_safe_->action = action;
  last_safe_->utc_ms = base::utc_ms();
  last_safe_->keyless = keyless;
  return last_safe_;
}

void Flags::latch_locked(size_t index, Moved& moved) {
  const Named& flag = named_[index];
  const bool changed = flag.cell->value.exchange(flag.safe, std::memory_order_acq_rel) != flag.safe;
  SafeMovePtr& latch = latches_[flag.name];
  if (!changed && latch) return;
  latch = moved.move;
  moved.flags.push_back(flag.name);
  if (changed) ++moved.changed;
}

Flags::Moved Flags::make_safe(spark_flag* flag, std::string_view action, bool keyless) {
  Moved moved;
  {
    const std::lock_guard lock(mutex_);
    const auto index = index_of(flag);
    moved.move = begin_epoch_locked(action, keyless);
    if (!index) return moved;
    latch_locked(*index, moved);
    moved.is_repeat = moved.flags.empty();
    if (moved.is_repeat) moved.move = latches_.find(named_[*index].name)->second;
    if (!moved.is_repeat) ++latch_version_;
  }
  if (!moved.is_repeat && tell_) tell_();
  return moved;
}

Flags::Moved Flags::make_all_safe(std::string_view action, bool keyless) {
  Moved moved;
  {
    const std::lock_guard lock(mutex_);
    moved.move = begin_epoch_locked(action, keyless);
    for (size_t i = 0; i < named_.size(); ++i) latch_locked(i, moved);
    const bool is_first = named_.empty() && !all_moved_by_;
    const bool latches_later = is_starting_ && !all_latched_by_;
    if (latches_later) all_latched_by_ = moved.move;
    moved.is_repeat = moved.flags.empty() && !is_first && !latches_later;
    if (moved.is_repeat) {
      moved.move = newest_latch_locked();
    } else {
      all_moved_by_ = moved.move;
      ++latch_version_;
    }
  }
  if (!moved.is_repeat && tell_) tell_();
  return moved;
}

SafeMovePtr Flags::newest_latch_locked() const {
  SafeMovePtr newest = all_moved_by_;
  for (const Named& named : named_) {
    const SafeMovePtr& latch = latches_.find(named.name)->second;
    if (!newest || latch->utc_ms > newest->utc_ms) newest = latch;
  }
  return newest;
}

SafeMovePtr Flags::note_safe(std::string_view action, bool keyless) {
  const std::lock_guard lock(mutex_);
  return begin_epoch_locked(action, keyless);
}

Flags::Set Flags::set(spark_flag* flag, int64_t value, const Permit* permit,
                      std::optional<uint64_t> asked) {
  {
    const std::lock_guard lock(mutex_);
    const auto index = index_of(flag);
    if (!index) return Set::done;
    const Named& known = named_[*index];
    if (value == known.safe) {
      flag->value.store(value, std::memory_order_release);
      return Set::done;
    }
    const uint64_t now = epoch_.load(std::memory_order_relaxed);
    if ((permit != nullptr && permit->epoch != now) || (asked && *asked != now))
      return Set::superseded;
    const auto latch = latches_.find(known.name);
    const bool is_latched = latch != latches_.end();
    if (is_latched && (permit == nullptr || permit->flag != flag)) return Set::latched;
    if (is_latched) {
      latches_.erase(latch);
      ++latch_version_;
    }
    flag->value.store(value, std::memory_order_release);
    if (!is_latched) return Set::done;
  }
  if (tell_) tell_();
  return Set::done;
}

bool Flags::apply_in(uint64_t epoch, const std::function<void()>& apply) {
  const std::lock_guard lock(mutex_);
  if (epoch != epoch_.load(std::memory_order_relaxed)) return false;
  apply();
  return true;
}

SafeMovePtr Flags::last_safe() const {
  const std::lock_guard lock(mutex_);
  return last_safe_;
}

bool Flags::open_undeclared(std::string_view full_name, uint64_t epoch) {
  {
    const std::lock_guard lock(mutex_);
    const auto latch = latches_.find(full_name);
    const auto index = index_of(full_name);
    const bool is_declared = index && !named_[*index].drafted_by;
    if (latch == latches_.end() || is_declared || epoch != epoch_) return false;
    latches_.erase(latch);
    ++latch_version_;
  }
  if (tell_) tell_();
  return true;
}

void Flags::restore(const std::vector<Latch>& latches, SafeMovePtr all) {
  const std::lock_guard lock(mutex_);
  for (const Latch& latch : latches) latches_[latch.flag] = latch.move;
  all_latched_by_ = std::move(all);
}

void Flags::all_declared() {
  {
    const std::lock_guard lock(mutex_);
    is_starting_ = false;
    all_latched_by_ = nullptr;
    ++latch_version_;
  }
  if (tell_) tell_();
}

SafeMovePtr Flags::all_latched_by() const {
  const std::lock_guard lock(mutex_);
  return all_latched_by_;
}

}  // namespace spark::services
