// Starting and stopping the host.
#include "daemon/host.h"

#include <fmt/format.h>

#include "base/assert.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/run_on.h"
#include "base/scheduling.h"
#include "base/worker.h"
#include "daemon/bare_host.h"
#include "daemon/routing.h"
#include "daemon/token.h"

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
constexpr uint32_t watch_every_ms = 250;

}  // namespace

Host::Host(uint32_t workers, store::Chain chain, store::State state, plugin::Objects objects,
           const Folders& folders)
    : registry_(workers),
      metric_handles_(registry_),
      chain_(std::move(chain)),
      state_(std::move(state)),
      survival_(state_),
      objects_(std::move(objects)),
      control_("spark-control", control_queue_max),
      builder_("spark-builder", builder_queue_max, base::TaskThread::Priority::low),
      jobs_("spark-jobs", jobs_queue_max),
      writer_("spark-writer", writer_queue_max),
      actions_{control_, writer_, chain_} {
  host_context_.version = host_version;
  host_context_.workers = workers;
  host_context_.metrics = &metric_handles_;
  host_context_.flags = &flags_;
  host_context_.pins = &pins_;
  host_context_.live_version = [this](std::string_view model) {
    return generations_ ? generations_->live_version(model) : std::string();
  };
  actions_.sequence = chain_.sequence();
  actions_.last_hash = chain_.hash();
  actions_.signed_ns = base::steady_ns();
  generations_ = std::make_unique<Generations>(Generations::Parts{
      folders.plugins, folders.program, host_context_, registry_, pins_, objects_, survival_,
      actions_, builder_, [this](const GenerationPtr& generation) {
        return std::make_shared<const std::vector<http::Router>>(make_routers(*this, generation));
      }});
}

base::Result<std::unique_ptr<Host>> Host::create(Blueprint blueprint, const config::Config& config,
                                                 const Folders& folders, config::Errors& errors) {
  std::error_code made;
  std::filesystem::create_directories(config.state_dir, made);
  if (made) {
    return base::Error(
        fmt::format("state_dir {}: cannot make it: {}", config.state_dir.string(), made.message()));
  }
  auto chain = store::Chain::open(config.state_dir);
  if (!chain) return chain.error();
  if (chain->cut_bytes > 0) {
    base::log::warn("the chain ended in a torn record of {} bytes, which was cut off",
                    chain->cut_bytes);
  }
  auto state = store::State::open(config.state_dir);
  if (!state) return state.error();
  auto objects = plugin::Objects::open(config.state_dir / "objects");
  if (!objects) return objects.error();

  // The constructor is private, so that a host without listeners never exists outside this
  // function.
  std::unique_ptr<Host> host(new Host(worker_count(config), std::move(chain->chain),
                                      std::move(*state), std::move(*objects), folders));
  host->host_context_.has_listener = listener_lookup(config);
  const auto started = base::run_on(
      host->builder_, [&] { return host->generations_->start(std::move(blueprint), errors); });
  SPARK_ASSERT(started, "the builder has nothing else to do yet");
  if (!*started) return started->error();
  if (auto opened = host->open_server(); !opened) return opened.error();
  return host;
}

base::Result<void> Host::open_server() {
  const GenerationPtr generation = generations_->live();
  const auto& listeners = generation->config.listeners;
  std::vector<http::ListenerSpec> specs;
  for (const auto& listener : listeners)
    specs.push_back({listener.name,
                     listener.address,
                     listener.port,
                     {},
                     listener.access == config::Access::admin});
  // One credential for every listener: an admin route may stand on a data listener too.
  for (const auto& listener : listeners) {
    if (listener.access != config::Access::admin) continue;
    auto token = load_or_create_token(listener.token_file);
    if (!token) return token.error();
    for (auto& spec : specs) spec.token = *token;
    break;
  }
  auto server = http::Server::open(std::move(specs), http::Limits{}, workers());
  if (!server) return server.error();
  server_ = std::move(*server);
  server_->on_denied([this](const http::Denial& denial) {
    actions_.denied(denial.code, denial.method, denial.path);
  });
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
  generation_number_ = *number;
  libraries_resident_ = *residents;
  auto changes = ChangeMetrics::create(registry_);
  if (!changes) return changes.error();
  change_metrics_ = std::move(*changes);
  http_metrics_ = std::move(*http_metrics);
  log_dropped_ = *dropped;
  return {};
}

void Host::start() {
  started_utc_ms_ = base::utc_ms();
  const auto served = base::run_on(builder_, [this] {
    generations_->serve(*server_);
    return true;
  });
  SPARK_ASSERT(served, "the builder has nothing else to do yet");
  server_->start([](uint32_t worker) {
    base::this_worker = worker;
    base::take_short_slices();
  });
  (void)writer_.post([this] { (void)actions_.record({"host", "start", "", {}, "done", ""}); });
  watch();
}

// A generation that has run and answered long enough is what a host that keeps crashing returns to.
void Host::watch() {
  const GenerationPtr live = generations_->live();
  const config::Confirm& limits = live->config.confirm;
  const double age_ms = static_cast<double>(base::steady_ns() - live->published_ns) / 1e6;
  if (!live->confirmed && age_ms >= limits.after_ms &&
      live->answers() - live->answers_before >= limits.answers) {
    (void)builder_.post([this, number = live->number] {
      if (!ending_) generations_->confirm(number);
    });
  }
  (void)control_.post_after(watch_every_ms, [this] { watch(); });
}

void Host::drain(std::function<void()> drained) {
  draining_ = true;
  server_->drain(std::move(drained));
}

void Host::stopping() {
  (void)builder_.post_first([this] {
    if (const auto noted = survival_.stopped_cleanly(); !noted)
      base::log::warn("{}", noted.error().text);
  });
}

void Host::safe() {
  const uint32_t changed = flags_.set_all_safe();
  base::log::warn("safe: {} flags were set to their safe values", changed);
  const bool posted = writer_.post_first([this] {
    (void)actions_.record({"signal", "safe", "", {}, "done", ""});
  });
  if (!posted) base::log::error("safe was not recorded: the writer's queue is full");
}

void Host::reload() {
  Change reload;
  reload.verb = Verb::reload;
  reload.actor = "signal";
  change(std::move(reload), [](const ChangeAnswer& answer) {
    base::log::info("reload: {} {}", answer.status, answer.json);
  });
}

void Host::change(Change change, std::function<void(const ChangeAnswer&)> done) {
  auto claim = claims_.take(change.claims());
  if (claim == nullptr) {
    return done(failure({409,
                         "another change of the same is under way; look at what it made of it "
                         "first"},
                        "", generations_->live()->number));
  }
  on_builder(
      [this, change = std::move(change), claim = std::move(claim)]() mutable {
        const int64_t started_ns = base::steady_ns();
        const ChangeAnswer answer = generations_->apply(change);
        change_metrics_.record(change.verb, answer.status,
                               static_cast<double>(base::steady_ns() - started_ns) * 1e-9);
        claim.reset();  // before the answer, which may be followed by the next change at once
        return answer;
      },
      std::move(done));
}

void Host::clear_quarantine(std::string sha256, std::function<void(const ChangeAnswer&)> done) {
  on_builder(
      [this, sha256 = std::move(sha256)] { return generations_->clear_quarantine(sha256, "http"); },
      std::move(done));
}

void Host::on_builder(std::function<ChangeAnswer()> work,
                      std::function<void(const ChangeAnswer&)> done) {
  const ChangeAnswer ending = {503, R"({"error":"the host is stopping"})"};
  const bool posted = builder_.post(
      [this, work = std::move(work), done, ending] { done(ending_ ? ending : work()); });
  if (!posted) done({503, R"({"error":"too many changes are waiting; try again"})"});
}

std::vector<std::string> Host::degraded() const {
  std::vector<std::string> all = generations_->degraded();
  if (draining_) all.push_back("draining");
  const GenerationPtr generation = generations_->live();
  for (const auto& served : generation->served) {
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
  generation_number_.set(static_cast<double>(generations_->live()->number));
  libraries_resident_.set(plugin::Library::residents());
  const uint64_t dropped = base::log::dropped();
  log_dropped_.add(dropped - log_dropped_seen_);
  log_dropped_seen_ = dropped;
}

Host::~Host() {
  // The builder first, which waits for the others; then workers: nobody asks anything of the others
  // any more. Then whoever might still use a generation, then the generations, where they were
  // built.
  ending_ = true;
  builder_.drain();
  if (server_) server_->stop();
  jobs_.stop();
  control_.stop();
  if (started_utc_ms_ > 0) {
    (void)writer_.post([this] {
      if (actions_.record({"host", "stop", "", {}, "done", ""})) actions_.sign();
    });
  }
  writer_.stop();
  server_.reset();
  const auto ended = base::run_on(builder_, [this] {
    generations_->end();
    return true;
  });
  SPARK_ASSERT(ended, "the builder takes no more work from others by now");
  builder_.stop();
}

}  // namespace spark::daemon
