// Starting and stopping the host.
#include "daemon/host.h"

#include <fmt/format.h>

#include <future>

#include "base/assert.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/worker.h"
#include "daemon/routing.h"
#include "daemon/token.h"
#include "daemon/wire.h"

namespace spark::daemon {

uint32_t worker_count(const config::Config& config) {
  if (config.workers) return *config.workers;
  const uint32_t cores = std::thread::hardware_concurrency();
  return std::clamp(cores > 1 ? cores - 1 : 1, 1u, base::workers_max);
}

namespace {

constexpr uint32_t control_queue_max = 1024;
constexpr uint32_t builder_queue_max = 64;
constexpr uint32_t jobs_queue_max = 256;
constexpr uint32_t writer_queue_max = 4096;

// Runs `work` on `thread` and waits for what it returns.
template <class F>
auto run_on(base::TaskThread& thread, F work) -> decltype(work()) {
  std::promise<decltype(work())> promise;
  auto future = promise.get_future();
  const bool posted = thread.post([&] {
    if constexpr (std::is_void_v<decltype(work())>) {
      work();
      promise.set_value();
    } else {
      promise.set_value(work());
    }
  });
  SPARK_ASSERT(posted, "the thread runs and its queue is not full");
  return future.get();
}

}  // namespace

Host::Host(uint32_t workers, store::Journal journal)
    : registry_(workers),
      metric_handles_(registry_),
      journal_(std::move(journal)),
      control_("spark-control", control_queue_max),
      builder_("spark-builder", builder_queue_max, base::TaskThread::Priority::low),
      jobs_("spark-jobs", jobs_queue_max),
      writer_("spark-writer", writer_queue_max),
      actions_{control_, writer_, journal_} {
  host_context_.version = host_version;
  host_context_.workers = workers;
  host_context_.metrics = &metric_handles_;
  host_context_.flags = &flags_;
  host_context_.pins = &pins_;
}

base::Result<std::unique_ptr<Host>> Host::create(config::Config config,
                                                 const std::filesystem::path& plugin_folder,
                                                 config::Errors& errors) {
  std::error_code made;
  std::filesystem::create_directories(config.state_dir, made);
  if (made) {
    return base::Error(
        fmt::format("state_dir {}: cannot make it: {}", config.state_dir.string(), made.message()));
  }
  auto journal = store::Journal::open(config.state_dir);
  if (!journal) return journal.error();

  if (journal->cut_bytes > 0) {
    base::log::warn("the record of actions ended in a torn line of {} bytes, which was cut off",
                    journal->cut_bytes);
  }
  // The constructor is private, so that a host without listeners never exists outside this
  // function.
  std::unique_ptr<Host> host(new Host(worker_count(config), std::move(journal->journal)));
  std::vector<std::string> listeners;
  for (const auto& listener : config.listeners) listeners.push_back(listener.name);
  host->host_context_.has_listener = [listeners](std::string_view name) {
    return std::find(listeners.begin(), listeners.end(), name) != listeners.end();
  };

  const WireContext wire{plugin_folder, host->host_context_, host->registry_};
  host->generation_ =
      run_on(host->builder_, [&] { return build_generation(std::move(config), wire, errors); });
  if (!host->generation_) return base::Error("the configuration has mistakes");
  host->generation_->number = 1;
  if (auto opened = host->open_server(); !opened) return opened.error();
  return host;
}

base::Result<void> Host::open_server() {
  std::vector<http::ListenerSpec> specs;
  for (const auto& listener : config().listeners)
    specs.push_back({listener.name,
                     listener.address,
                     listener.port,
                     {},
                     listener.access == config::Access::admin});
  // One credential for every listener: an admin route may stand on a data listener too.
  for (const auto& listener : config().listeners) {
    if (listener.access != config::Access::admin) continue;
    auto token = load_or_create_token(listener.token_file);
    if (!token) return token.error();
    for (auto& spec : specs) spec.token = *token;
    break;
  }
  auto server = http::Server::open(std::move(specs), http::Limits{}, workers());
  if (!server) return server.error();
  server_ = std::move(*server);

  return open_series();
}

base::Result<void> Host::open_series() {
  auto http_metrics = HttpMetrics::create(registry_);
  if (!http_metrics) return http_metrics.error();
  auto dropped =
      registry_.counter({"spark_log_dropped_total", "Log records lost to full rings", {}, {}, 0});
  auto build = registry_.gauge({"spark_build_info",
                                "Always one; the version is in the label",
                                {{"version", std::string(host_version)}},
                                {},
                                0});
  auto number =
      registry_.gauge({"spark_generation", "Number of the generation that serves", {}, {}, 0});
  auto residents =
      registry_.gauge({"spark_libraries_resident", "Plugin libraries that are mapped", {}, {}, 0});
  for (const auto* gauge : {&build, &number, &residents}) {
    if (!*gauge) return gauge->error();
  }
  if (!dropped) return dropped.error();
  build->set(1);
  number->set(static_cast<double>(generation_->number));
  residents->set(plugin::Library::residents());
  http_metrics_ = std::move(*http_metrics);
  log_dropped_ = *dropped;
  return {};
}

void Host::start() {
  started_utc_ms_ = base::utc_ms();
  publish();
  server_->start([](uint32_t worker) { base::this_worker = worker; });
}

void Host::publish() {
  auto routers =
      std::make_shared<const std::vector<http::Router>>(make_routers(*this, generation_));
  server_->publish(std::move(routers), [](uint32_t) {});
}

void Host::drain(std::function<void()> drained) {
  draining_ = true;
  server_->drain(std::move(drained));
}

void Host::safe() {
  const uint32_t changed = flags_.set_all_safe();
  base::log::warn("safe: {} flags were set to their safe values", changed);
  const bool posted =
      writer_.post_first([this] { (void)actions_.record("signal", "safe", "", "done"); });
  if (!posted) base::log::error("safe was not recorded: the writer's queue is full");
}

std::vector<std::string> Host::degraded() const {
  std::vector<std::string> all;
  if (draining_) all.push_back("draining");
  for (const auto& served : generation_->served) {
    for (const auto& step : served->plan->steps) {
      if (!step.breaker) continue;
      if (step.breaker->gate.state(base::steady_ns(), step.breaker->limits) !=
          frame::BreakerGate::State::closed) {
        all.push_back(fmt::format("breaker open: {}.{}", served->name, step.name));
      }
    }
  }
  if (base::log::dropped() > 0) all.push_back("log records were dropped");
  if (actions_.cannot_record) all.push_back("actions cannot be recorded");
  return all;
}

void Host::collect() {
  http_metrics_.collect(*server_);
  const uint64_t dropped = base::log::dropped();
  log_dropped_.add(dropped - log_dropped_seen_);
  log_dropped_seen_ = dropped;
}

Host::~Host() {
  // Workers first: nobody asks anything of the others any more. Then whoever might still use the
  // generation, then the generation itself, where it was built.
  if (server_) server_->stop();
  jobs_.stop();
  control_.stop();
  writer_.stop();
  server_.reset();
  if (generation_) {
    run_on(builder_, [this] {
      for (const auto& served : generation_->served) registry_.forget(served->plan.get());
      generation_.reset();
      return true;
    });
  }
  builder_.stop();
}

}  // namespace spark::daemon
