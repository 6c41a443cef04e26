// The series about the host's process, as every Prometheus client library has them.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "base/error.h"
#include "metrics/registry.h"

namespace spark::admin {

// Of /proc/self/stat.
struct ProcessStat {
  uint64_t started_ticks = 0;  // since the machine's start
  uint64_t virtual_bytes = 0;
  uint64_t resident_pages = 0;
};
[[nodiscard]] std::optional<ProcessStat> parse_process_stat(std::string_view text);

// When the machine started, of /proc/stat: seconds since 1970.
[[nodiscard]] std::optional<uint64_t> parse_boot_time(std::string_view text);

class ProcessSeries {
 public:
  static base::Result<ProcessSeries> create(metrics::Registry& registry);
  // By one thread at a time.
  void collect();

 private:
  metrics::Gauge start_time_;
  metrics::Gauge resident_;
  metrics::Gauge virtual_;
  metrics::Gauge open_fds_;
  metrics::Gauge max_fds_;
  metrics::RealCounter cpu_;
  double cpu_seen_seconds_ = 0;
  double boot_time_seconds_ = 0;
};

}  // namespace spark::admin
