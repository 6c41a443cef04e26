// The running host: owns every thread and everything that outlives a generation, and the order in
// which they start and stop.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "base/task_thread.h"
#include "config/config.h"
#include "daemon/actions.h"
#include "daemon/generation.h"
#include "daemon/http_metrics.h"
#include "http/server.h"
#include "metrics/registry.h"
#include "services/flags.h"
#include "services/host_object.h"
#include "services/pins.h"
#include "store/journal.h"

namespace spark::daemon {

inline constexpr std::string_view host_version = SPARK_VERSION;

// As configured, or one less than there are cores, and at least one.
[[nodiscard]] uint32_t worker_count(const config::Config& config);

class Host {
 public:
  // Builds the first generation and binds the listeners; nothing is served before start(). Mistakes
  // of the configuration go to `errors`; what the environment refuses (a port, a folder) is the
  // result's error. `config` had no errors. `plugin_folder`: where libraries are found by name.
  // [main]
  static base::Result<std::unique_ptr<Host>> create(config::Config config,
                                                    const std::filesystem::path& plugin_folder,
                                                    config::Errors& errors);
  ~Host();
  Host(const Host&) = delete;
  Host& operator=(const Host&) = delete;

  void start();

  // Stops accepting, answers what was accepted; `drained` is called when nothing is left. [main]
  void drain(std::function<void()> drained);

  // Every flag to its safe value; recorded. The same as POST /admin/v1/safe. [main]
  void safe();

  // ---- for the views of the admin interface
  [[nodiscard]] const Generation& generation() const { return *generation_; }
  [[nodiscard]] const http::Server& server() const { return *server_; }
  [[nodiscard]] const services::Flags& flags() const { return flags_; }
  [[nodiscard]] std::vector<std::string> degraded() const;  // what is not as it should be; [jobs]
  [[nodiscard]] uint32_t workers() const { return host_context_.workers; }
  [[nodiscard]] int64_t started_utc_ms() const { return started_utc_ms_; }
  [[nodiscard]] bool is_draining() const { return draining_; }
  [[nodiscard]] const config::Config& config() const { return generation_->config; }

 private:
  friend class Routing;

  Host(uint32_t workers, store::Journal journal);
  base::Result<void> open_server();
  base::Result<void> open_series();
  void publish();
  void collect();  // host-wide series that are read rather than counted; [jobs]

  metrics::Registry registry_;
  services::Flags flags_;
  services::Pins pins_;
  services::MetricHandles metric_handles_;
  services::HostContext host_context_;
  store::Journal journal_;

  base::TaskThread control_;
  base::TaskThread builder_;
  base::TaskThread jobs_;
  base::TaskThread writer_;
  ActionContext actions_;

  std::shared_ptr<Generation> generation_;
  std::unique_ptr<http::Server> server_;
  int64_t started_utc_ms_ = 0;
  std::atomic<bool> draining_{false};

  HttpMetrics http_metrics_;
  metrics::Counter log_dropped_;
  uint64_t log_dropped_seen_ = 0;
};

}  // namespace spark::daemon
