// The running host: owns every thread and everything that outlives a generation, and the order in
// which they start and stop.
#pragma once

#include <atomic>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "actions/action_routes.h"
#include "actions/actions.h"
#include "actions/latch_keeper.h"
#include "actions/orders.h"
#include "actions/safe_actions.h"
#include "admin/shared_views.h"
#include "base/error.h"
#include "base/task_thread.h"
#include "blueprint/blueprint.h"
#include "change/claims.h"
#include "change/generations.h"
#include "config/config.h"
#include "daemon/host_series.h"
#include "generation/host_version.h"
#include "http/server.h"
#include "metrics/registry.h"
#include "objects/objects.h"
#include "recovery/survival.h"
#include "services/flags.h"
#include "services/host_object.h"
#include "store/chain.h"
#include "store/state.h"

namespace spark::daemon {

// As configured, or one less than there are cores, and at least one.
[[nodiscard]] uint32_t worker_count(const config::Config& config);

inline constexpr uint32_t change_ms_max = 90'000;  // for an answer: trials, large artefacts

struct Folders {
  std::filesystem::path plugins;  // where libraries are found by name
  std::filesystem::path program;  // this program, for rehearsals; empty: none
};

class Host {
 public:
  // Told of the host as soon as it can be made safe, and of null when it is given up. [main]
  using Opened = std::function<void(Host*)>;

  // Binds the listeners, then builds the first generation: what the environment refuses (a folder,
  // a credential, a port) is the result's error before anything counts as started. Mistakes of the
  // configuration go to `errors`. Until start() every request is answered 503, but the safe action
  // for all flags takes effect. `config` is what `blueprint` says, and had no errors. [main]
  static base::Result<std::unique_ptr<Host>> create(Blueprint blueprint,
                                                    const config::Config& config,
                                                    const Folders& folders, config::Errors& errors,
                                                    const Opened& opened);
  ~Host();
  Host(const Host&) = delete;
  Host& operator=(const Host&) = delete;

  void start();

  // Stops accepting, answers what was accepted; `drained` is called when nothing is left. [main]
  void drain(std::function<void()> drained);

  // The end was asked for: what runs now does not count as having crashed. [main]
  void stopping();

  // Every flag to its safe value; recorded. The same as POST /admin/v1/safe. [main]
  void safe();

  // Reads the configuration again; the log says what came of it. [main]
  void reload();

  // A change that was asked for in this epoch: rollbacks are not superseded by safe actions.
  // [any thread]
  [[nodiscard]] OrderPtr accept(const Change& change, uint64_t epoch);

  // Makes the change on the builder and calls `done` there with its answer; at once, on the caller,
  // if something that it names is being changed already. [any thread but the builder]
  void change(Change change, OrderPtr order, std::function<void(const ChangeAnswer&)> done);

  // `sha256` or "all". [any thread but the builder]
  void clear_quarantine(std::string sha256, OrderPtr order,
                        std::function<void(const ChangeAnswer&)> done);

  // ---- for the views of the admin interface [jobs]
  [[nodiscard]] const Generations& generations() const { return *generations_; }
  [[nodiscard]] GenerationPtr generation() const { return generations_->live(); }
  [[nodiscard]] const http::Server& server() const { return *server_; }
  [[nodiscard]] const services::Flags& flags() const { return flags_; }
  [[nodiscard]] const services::Pins& pins() const { return pins_; }
  [[nodiscard]] const ActionContext& actions() const { return actions_; }
  [[nodiscard]] Orders& orders() { return orders_; }
  [[nodiscard]] std::vector<std::string> degraded() const;  // what is not as it should be
  [[nodiscard]] uint32_t workers() const { return host_context_.workers; }
  [[nodiscard]] int64_t started_utc_ms() const { return started_utc_ms_; }
  [[nodiscard]] bool is_draining() const { return draining_; }

 private:
  friend class Routing;

  Host(uint32_t workers, store::Chain chain, store::State state, objects::Objects objects,
       const Folders& folders);
  base::Result<void> start_first(Blueprint blueprint, const config::Config& config,
                                 config::Errors& errors);
  base::Result<void> open_server(const config::Config& config);
  store::Head chain_head();  // [any thread but workers and the writer]
  void collect();            // host-wide series that are read rather than counted; [jobs]
  // Runs `work` on the builder unless the host is ending, and `done` with its answer.
  void on_builder(std::function<ChangeAnswer()> work,
                  std::function<void(const ChangeAnswer&)> done);
  void watch();  // whether the live generation can be confirmed; [control]

  metrics::Registry registry_;
  services::Flags flags_;
  services::Pins pins_;
  services::MetricHandles metric_handles_;
  services::HostContext host_context_;
  store::Chain chain_;
  store::State state_;
  Survival survival_;
  objects::Objects objects_;
  Claims claims_;

  base::TaskThread control_;
  base::TaskThread builder_;
  base::TaskThread jobs_;  // scrapes, which anybody may ask for …
  base::TaskThread desk_;  // … and what operators look at
  base::TaskThread writer_;
  base::TaskThread latching_;
  ActionContext actions_;
  Orders orders_;
  SafeActions safe_actions_;
  ActionRooms rooms_;
  LatchKeeper latch_keeper_;
  SharedViews scrapes_;
  SharedViews health_;
  SharedViews views_;

  std::unique_ptr<Generations> generations_;
  std::unique_ptr<http::Server> server_;
  int64_t started_utc_ms_ = 0;
  std::atomic<bool> draining_{false};
  std::atomic<bool> ending_{false};  // no change begins any more

  HostSeries series_;
};

}  // namespace spark::daemon
