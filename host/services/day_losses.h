// How many rows a log has lost on each day, as far as one process of the host knows.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>

namespace spark::services {

// On the thread of record logs.
class DayLosses {
 public:
  struct Loss {
    uint64_t rows = 0;
    int64_t from_utc_ms = 0;  // since when losses of that day were counted
  };

  // `total`: of the log, since the process began. What is new in it was lost on that day.
  void note(const std::string& log, const std::string& day, int64_t utc_ms, uint64_t total);
  // Nothing: no process that this one knows of watched that day.
  [[nodiscard]] std::optional<Loss> of(const std::string& log, const std::string& day) const;
  void forget(const std::string& log, const std::string& day) { losses_[log].erase(day); }

 private:
  std::map<std::string, uint64_t> totals_;
  std::map<std::string, std::map<std::string, Loss>> losses_;  // by log and day
};

}  // namespace spark::services
