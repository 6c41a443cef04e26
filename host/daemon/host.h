// The running host: owns every thread and every object that outlives a generation, and decides the
// order in which they start and stop.
#pragma once

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <string>

#include "actions/action_routes.h"
#include "actions/latch_keeper.h"
#include "admin/context.h"
#include "admin/host_series.h"
#include "base/task_thread.h"
#include "change/plugin_swaps.h"
#include "daemon/routing.h"
#include "generation/builder.h"
#include "generation/live_models.h"
#include "objects/objects.h"
#include "recovery/survival.h"
#include "services/plugin_services.h"
#include "store/recorder.h"
#include "store/state.h"
#include "telemetry/telemetry.h"

namespace spark::daemon {

// As configured, or one less than there are cores, and at least one.
[[nodiscard]] uint32_t worker_count(const config::Config& config);

struct Folders {
  std::filesystem::path plugins;  // where libraries are found by name
  std::filesystem::path program;  // this program, for trials; empty: none
};

class Host {
 public:
  // Gets the host as soon as its flags can be made safe, and null when the host is given up. On the
  // main thread.
  using Opened = std::function<void(Host*)>;

  // Binds the listeners, then builds the first generation. A refusal of the environment (a folder,
  // a credential, a port) is the result's error, before the host counts as started. Mistakes of the
  // configuration go to `errors`. Until start() every request is answered 503, but the safe action
  // for all flags takes effect. `config` was read from `blueprint` without errors. On the main
  // thread.
  static base::Result<std::unique_ptr<Host>> create(blueprint::Blueprint blueprint,
                                                    const config::Config& config,
                                                    const Folders& folders, config::Errors& errors,
                                                    const Opened& opened);
  ~Host();
  Host(const Host&) = delete;
  Host& operator=(const Host&) = delete;

  void start();

  // The host still answers, but says that it is not ready, so that clients go elsewhere.
  void announce_end();

  // Stops accepting, and answers the accepted requests; then `drained` is called. On the main
  // thread.
  void drain(std::function<void()> drained);

  // Notes a clean stop: the live generation does not count as crashed. On the main thread.
  void stopping();

  // Moves every flag to its safe value, and records it, as POST /admin/v1/safe does. On the main
  // thread.
  void safe();

  // Reads the configuration again; the result goes to the log. On the main thread.
  void reload();

  // ---- On the main thread, once the host serves.
  [[nodiscard]] const generation::Live& live() const { return publisher_.live(); }
  [[nodiscard]] const http::Server& server() const { return *server_; }
  [[nodiscard]] uint32_t workers() const { return host_context_.workers; }

 private:
  Host(uint32_t workers, store::Chain chain, store::State state, objects::Objects objects,
       const Folders& folders);
  base::Result<void> start_first(blueprint::Blueprint blueprint, const config::Config& config,
                                 config::Errors& errors);
  base::Result<void> open_server(const config::Config& config);
  store::Head chain_head();  // [control, builder, jobs]
  std::string render_metrics(const std::string& prefix, const metrics::Zeros& zeros,
                             metrics::Format format);  // [jobs]
  void watch();  // confirms the live generation when it has run long enough [control]

  metrics::Registry registry_;
  services::Flags flags_;
  services::Pins pins_;
  services::MetricHandles metric_handles_;
  services::HostContext host_context_;
  store::Chain chain_;
  store::Recorder recorder_;
  store::State state_;
  recovery::Survival survival_;
  objects::Objects objects_;
  base::TaskThread control_;
  base::TaskThread builder_;
  base::TaskThread jobs_;  // scrapes, which any client may ask for …
  base::TaskThread desk_;  // … and the operators' views
  base::TaskThread writer_;
  base::TaskThread latching_;
  base::TaskThread row_writing_;
  actions::ActionContext actions_;
  actions::Orders orders_;
  actions::SafeActions safe_actions_;
  actions::ActionRooms rooms_;
  actions::LatchKeeper latch_keeper_;
  services::PluginServices services_;
  admin::SharedViews scrapes_;
  admin::SharedViews health_;
  admin::SharedViews views_;
  generation::Builder generation_builder_;
  serving::Publisher publisher_;
  telemetry::Telemetry telemetry_;
  generation::ServingModels models_;
  change::Changer changer_;
  change::ChangeQueue changes_;
  change::PluginSwaps swaps_;
  serving::RouteTotals totals_;
  std::unique_ptr<http::Server> server_;
  std::atomic<int64_t> started_utc_ms_{0};
  std::atomic<bool> is_draining_{false};
  admin::Context admin_;
  Destinations destinations_;
  bool has_outlived_ = false;  // [control]
  std::mutex rendering_;       // guards series_ and totals_ while they are brought up to date
  admin::HostSeries series_;
};

}  // namespace spark::daemon
