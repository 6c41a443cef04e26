// What the host keeps of each plugin's log: from which level on its lines are printed, and its last
// errors. By the plugin's name, so that both outlive an exchange of its library.
//
// Errors come from the thread that prints the log, so that a worker keeps nothing itself. A failure
// that the host finds in a stage counts as an error of the stage's plugin.
#pragma once

#include <atomic>
#include <cstdint>
#include <deque>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/log.h"
#include "base/log_level.h"

namespace spark::services {

inline constexpr size_t errors_kept_max = 20;  // of a plugin
inline constexpr size_t error_text_bytes_max = 300;

class PluginLog {
 public:
  // Errors with the same text, one after the other, are one.
  struct Error {
    std::string text;
    int64_t first_utc_ms = 0;
    int64_t last_utc_ms = 0;
    uint64_t count = 0;
  };

  PluginLog(std::string name, base::log::About about, base::log::Level lowest)
      : name_(std::move(name)), about_(about), lowest_(lowest) {}

  [[nodiscard]] const std::string& name() const { return name_; }
  [[nodiscard]] base::log::About about() const { return about_; }
  // One relaxed load. [any]
  [[nodiscard]] bool prints(base::log::Level level) const {
    return level >= lowest_.load(std::memory_order_relaxed);
  }

 private:
  friend class PluginLogs;

  const std::string name_;
  const base::log::About about_;
  std::atomic<base::log::Level> lowest_;  // the host's, unless the plugin has its own
  // What follows is guarded by PluginLogs::mutex_.
  bool has_own_level_ = false;
  std::deque<Error> errors_;  // the newest last
  uint64_t errors_total_ = 0;
};

// All functions [any]; a request for data calls none of them.
class PluginLogs {
 public:
  // Keeps what the log prints, for as long as it lives; one of a process does.
  void open();
  ~PluginLogs();
  PluginLogs() = default;
  PluginLogs(const PluginLogs&) = delete;
  PluginLogs& operator=(const PluginLogs&) = delete;

  // Found or made; lives as long as this object.
  [[nodiscard]] PluginLog& of(std::string_view name);

  // The level of the host's own lines, and of plugins that have no level of their own.
  void set_host_level(base::log::Level level);
  // Nothing: the host's again.
  void set_level(PluginLog& log, std::optional<base::log::Level> level);

  struct Shown {
    base::log::Level level = base::log::Level::info;
    bool is_own = false;  // set for the plugin, not the host's
    uint64_t errors_total = 0;
    std::vector<PluginLog::Error> errors;  // the newest first
  };
  [[nodiscard]] Shown shown(const PluginLog& log) const;

 private:
  void keep(const base::log::Kept& record);

  mutable std::mutex mutex_;
  std::map<std::string, PluginLog, std::less<>> logs_;
  bool is_open_ = false;
};

}  // namespace spark::services
