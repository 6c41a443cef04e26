#include "services/plugin_logs.h"

#include <algorithm>
#include <tuple>
#include <utility>

#include "base/utf8.h"

namespace spark::services {

using base::log::Level;

void PluginLogs::open() {
  is_open_ = true;
  base::log::keep_with([this](const base::log::Kept& record) { keep(record); });
}

PluginLogs::~PluginLogs() {
  if (is_open_) base::log::keep_with({});
}

PluginLog& PluginLogs::of(std::string_view name) {
  const std::lock_guard lock(mutex_);
  const auto found = logs_.find(name);
  if (found != logs_.end()) return found->second;
  const auto about = static_cast<base::log::About>(logs_.size() + 1);
  return logs_
      .emplace(std::piecewise_construct, std::forward_as_tuple(name),
               std::forward_as_tuple(std::string(name), about, base::log::level()))
      .first->second;
}

void PluginLogs::set_host_level(Level level) {
  const std::lock_guard lock(mutex_);
  base::log::set_level(level);
  for (auto& [name, log] : logs_)
    if (!log.has_own_level_) log.lowest_.store(level, std::memory_order_relaxed);
}

void PluginLogs::set_level(PluginLog& log, std::optional<Level> level) {
  const std::lock_guard lock(mutex_);
  log.has_own_level_ = level.has_value();
  log.lowest_.store(level.value_or(base::log::level()), std::memory_order_relaxed);
}

PluginLogs::Shown PluginLogs::shown(const PluginLog& log) const {
  const std::lock_guard lock(mutex_);
  return {log.lowest_.load(std::memory_order_relaxed),
          log.has_own_level_,
          log.errors_total_,
          {log.errors_.rbegin(), log.errors_.rend()}};
}

void PluginLogs::keep(const base::log::Kept& record) {
  if (record.level < Level::warn) return;
  const std::lock_guard lock(mutex_);
  const auto found = std::find_if(logs_.begin(), logs_.end(), [&](const auto& each) {
    return each.second.about_ == record.about;
  });
  if (found == logs_.end()) return;
  PluginLog& log = found->second;
  std::string_view text = record.text;
  const std::string source = log.name_ + ": ";
  const bool is_own_line = text.starts_with(source);
  if (is_own_line) text.remove_prefix(source.size());
  // Of a plugin's own lines its errors; what the host says of it, it says because it failed.
  if (is_own_line && record.level < Level::error) return;
  text = base::whole_characters(text, error_text_bytes_max);
  ++log.errors_total_;
  if (!log.errors_.empty() && log.errors_.back().text == text) {
    log.errors_.back().last_utc_ms = record.utc_ms;
    ++log.errors_.back().count;
    return;
  }
  if (log.errors_.size() == errors_kept_max) log.errors_.pop_front();
  log.errors_.push_back({std::string(text), record.utc_ms, record.utc_ms, 1});
}

}  // namespace spark::services
