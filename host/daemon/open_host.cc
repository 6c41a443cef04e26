// From a configuration to a host that answers: the steps that the environment may refuse come
// first, then the first generation.
#include <fmt/format.h>

#include <algorithm>

#include "admin/listener_specs.h"
#include "base/assert.h"
#include "base/event_clock.h"
#include "base/log.h"
#include "base/private_folder.h"
#include "base/run_on.h"
#include "base/scheduling.h"
#include "base/worker.h"
#include "daemon/host.h"
#include "daemon/routing.h"
#include "generation/bare_host.h"
#include "store/folder.h"

namespace spark::daemon {
namespace {

bool is_bound_alike(const config::Listener& a, const config::Listener& b) {
  return a.name == b.name && a.address == b.address && a.port == b.port && a.access == b.access &&
         a.token_file == b.token_file && a.socket == b.socket;
}

// What to do about a chain that does not open.
std::string advice_on_chain(const std::filesystem::path& state_dir) {
  const std::string folder = state_dir.string();
  if (!store::lock_folder(state_dir))
    return "; the host that runs with it shows with sparkctl --state-dir " + folder +
           " status: stop that one, or give this one another state_dir";
  return "; keep it: move " + folder +
         "/chain aside to begin a new one, and look at it with sparkctl evidence verify "
         "--state-dir";
}

}  // namespace

base::Result<std::unique_ptr<Host>> Host::create(blueprint::Blueprint blueprint,
                                                 const config::Config& config,
                                                 const Folders& folders, config::Errors& errors,
                                                 const Opened& opened) {
  if (const auto made = base::make_private_folder(config.state_dir); !made)
    return base::Error("state_dir " + made.error().text);
  auto chain = store::Chain::open(config.state_dir);
  if (!chain) return base::Error(chain.error().text + advice_on_chain(config.state_dir));
  if (chain->cut_bytes > 0) {
    base::log::warn("the chain ended in a torn record of {} bytes, which was cut off",
                    chain->cut_bytes);
  }
  auto state = store::State::open(config.state_dir);
  if (!state) return state.error();
  auto objects = objects::Objects::open(config.state_dir / "objects");
  if (!objects) return objects.error();

  // The constructor is private, so that a host without listeners never exists outside this
  // function.
  std::unique_ptr<Host> host(new Host(worker_count(config), std::move(chain->chain),
                                      std::move(*state), std::move(*objects), folders));
  host->host_context_.has_listener = generation::listener_lookup(config);
  host->latch_keeper_.open(config.state_dir);
  host->services_.rows.archive_in(config.rows_archive);
  if (auto kept = host->services_.open(config.state_dir, host->chain_); !kept) return kept.error();
  if (config.clock) {
    if (auto kept = host->services_.event_clock.keep_in(config.state_dir); !kept)
      return kept.error();
  }
  // A host that was killed may have left latches that are not on record yet.
  for (const auto& latch : host->flags_.latches()) {
    if (latch.move->sequence == 0)
      host->safe_actions_.put_on_record({latch.move, false, {latch.flag}, 0});
  }
  for (const auto& doubt : chain->doubts) host->changer_.note_start(doubt);
  opened(host.get());
  if (auto started = host->start_first(std::move(blueprint), config, errors); !started) {
    opened(nullptr);
    return started.error();
  }
  return host;
}

base::Result<void> Host::start_first(blueprint::Blueprint blueprint, const config::Config& config,
                                     config::Errors& errors) {
  if (auto listening = open_server(config); !listening) return listening;
  const auto started =
      base::run_on(builder_, [&] { return changer_.start(std::move(blueprint), errors); });
  SPARK_ASSERT(started, "the builder has nothing else to do yet");
  if (!*started) return *started;
  // The confirmed configuration may have other listeners than the wanted one.
  const config::Config& live = this->live().now()->config;
  if (!std::equal(live.listeners.begin(), live.listeners.end(), config.listeners.begin(),
                  config.listeners.end(), is_bound_alike)) {
    server_->stop();
    if (auto listening = open_server(live); !listening) return listening;
  }
  if (live.clock) services_.event_clock.begin(static_cast<int64_t>(live.clock->step_ms_max));
  if (!live.clock) base::set_stood_utc_ms(0);  // the confirmed configuration has none
  flags_.all_declared();
  return {};
}

base::Result<void> Host::open_server(const config::Config& config) {
  auto specs = admin::listener_specs(config.listeners);
  if (!specs) return specs.error();
  http::Limits limits;
  limits.refuses_late = !config.clock;
  auto server = http::Server::open(std::move(*specs), limits, workers());
  if (!server) return server.error();
  server_ = std::move(*server);
  server_->on_stamp([this] { return flags_.epoch(); });
  server_->on_denied([this](const http::Denial& denial) {
    actions_.denied(denial.code, denial.method, denial.path, denial.user);
  });
  server_->publish(
      std::make_shared<const std::vector<http::Router>>(starting_routers(rooms_, config)), {});
  server_->start([](uint32_t worker) {
    base::this_worker = worker;
    base::take_short_slices();
  });
  auto series = admin::HostSeries::create(registry_);
  if (!series) return series.error();
  series_ = std::move(*series);
  changes_.count_in(series_.changes());
  return {};
}

}  // namespace spark::daemon
