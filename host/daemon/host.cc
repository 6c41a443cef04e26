// Starting and stopping the host.
#include "daemon/host.h"

#include <fmt/format.h>

#include "base/assert.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/private_folder.h"
#include "base/run_on.h"
#include "base/scheduling.h"
#include "base/worker.h"
#include "daemon/bare_host.h"
#include "daemon/flag_routes.h"
#include "daemon/routing.h"
#include "daemon/token.h"

namespace spark::daemon {

uint32_t worker_count(const config::Config& config) {
  if (config.workers) return *config.workers;
  const uint32_t cores = std::thread::hardware_concurrency();
  return std::clamp(cores > 1 ? cores - 1 : 1, 1u, base::workers_max);
}

namespace {

bool is_bound_alike(const config::Listener& a, const config::Listener& b) {
  return a.name == b.name && a.address == b.address && a.port == b.port && a.access == b.access &&
         a.token_file == b.token_file;
}

constexpr uint32_t control_queue_max = 1024;
constexpr uint32_t builder_queue_max = 64;
constexpr uint32_t jobs_queue_max = 256;
constexpr uint32_t desk_queue_max = 256;
constexpr uint32_t writer_queue_max = 4096;
constexpr uint32_t latching_queue_max = 8;
constexpr uint32_t watch_every_ms = 250;

}  // namespace

Host::Host(uint32_t workers, store::Chain chain, store::State state, plugin::Objects objects,
           const Folders& folders)
    : registry_(workers),
      metric_handles_(registry_),
      chain_(std::move(chain)),
      state_(std::move(state)),
      survival_(state_, [this] { return chain_head(); }),
      objects_(std::move(objects)),
      control_("spark-control", control_queue_max),
      builder_("spark-builder", builder_queue_max, base::TaskThread::Priority::low),
      jobs_("spark-jobs", jobs_queue_max),
      desk_("spark-desk", desk_queue_max),
      writer_("spark-writer", writer_queue_max),
      latching_("spark-latches", latching_queue_max),
      actions_{control_, writer_, chain_},
      orders_(flags_),
      safe_actions_(flags_, actions_),
      rooms_{actions_, orders_, safe_actions_},
      latch_keeper_(flags_, latching_, writer_),
      scrapes_(jobs_),
      health_(desk_),
      views_(desk_) {
  host_context_.version = host_version;
  host_context_.workers = workers;
  host_context_.metrics = &metric_handles_;
  host_context_.flags = &flags_;
  host_context_.pins = &pins_;
  host_context_.live_version = [this](std::string_view model) {
    return generations_ ? generations_->live_version(model) : std::string();
  };
  host_context_.made_safe = [this](const services::Flags::Moved& moved) {
    safe_actions_.put_on_record(moved);
  };
  flags_.on_latch_change([this] { latch_keeper_.keep(); });
  safe_actions_.on_recorded([this] { latch_keeper_.keep(); });
  actions_.sequence = chain_.sequence();
  actions_.last_hash = chain_.hash();
  actions_.signed_ns = base::steady_ns();
  generations_ = std::make_unique<Generations>(Generations::Parts{
      folders.plugins, folders.program, host_context_, registry_, pins_, objects_, survival_,
      actions_, orders_, builder_, [this](const GenerationPtr& generation) {
        return std::make_shared<const std::vector<http::Router>>(make_routers(*this, generation));
      }});
}

base::Result<std::unique_ptr<Host>> Host::create(Blueprint blueprint, const config::Config& config,
                                                 const Folders& folders, config::Errors& errors) {
  if (const auto made = base::make_private_folder(config.state_dir); !made)
    return base::Error("state_dir " + made.error().text);
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
  host->latch_keeper_.open(config.state_dir);
  // A host that was killed may not have got so far.
  for (const auto& latch : host->flags_.latches()) {
    if (latch.move->sequence == 0)
      host->safe_actions_.put_on_record({latch.move, false, {latch.flag}, 0});
  }
  if (auto opened = host->open_server(config); !opened) return opened.error();
  for (const auto& doubt : chain->doubts) host->generations_->note_start(doubt);
  const auto started = base::run_on(
      host->builder_, [&] { return host->generations_->start(std::move(blueprint), errors); });
  SPARK_ASSERT(started, "the builder has nothing else to do yet");
  if (!*started) return started->error();
  // What was confirmed last may have other listeners than what was wanted.
  const config::Config& live = host->generations_->live()->config;
  if (!std::equal(live.listeners.begin(), live.listeners.end(), config.listeners.begin(),
                  config.listeners.end(), is_bound_alike)) {
    host->server_->stop();
    if (auto opened = host->open_server(live); !opened) return opened.error();
  }
  host->flags_.all_declared();
  return host;
}

base::Result<void> Host::open_server(const config::Config& config) {
  const auto& listeners = config.listeners;
  std::vector<http::ListenerSpec> specs;
  for (const auto& listener : listeners)
    specs.push_back({listener.name,
                     listener.address,
                     listener.port,
                     {},
                     listener.access == config::Access::admin,
                     listener.trusts_forwarded,
                     listener.cors});
  if (auto read = read_tokens(listeners, specs); !read) return read;
  auto server = http::Server::open(std::move(specs), http::Limits{}, workers());
  if (!server) return server.error();
  server_ = std::move(*server);
  server_->on_denied([this](const http::Denial& denial) {
    actions_.denied(denial.code, denial.method, denial.path);
  });
  server_->publish(
      std::make_shared<const std::vector<http::Router>>(starting_routers(*this, config)), {});
  server_->start([](uint32_t worker) {
    base::this_worker = worker;
    base::take_short_slices();
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
  const auto safe_calls = [this](const char* result) {
    return registry_.counter({"spark_safe_actions_total",
                              "Safe actions; a repeat found every flag safe already",
                              {{"result", result}},
                              {},
                              0});
  };
  auto moves = safe_calls("moved");
  auto repeats = safe_calls("repeat");
  if (!moves) return moves.error();
  if (!repeats) return repeats.error();
  safe_moves_ = *moves;
  safe_repeats_ = *repeats;
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

store::Head Host::chain_head() {
  return base::run_on(writer_, [this] { return chain_.head(); }).value_or(store::Head{});
}

void Host::start() {
  started_utc_ms_ = base::utc_ms();
  const auto served = base::run_on(builder_, [this] {
    generations_->serve(*server_);
    return true;
  });
  SPARK_ASSERT(served, "the builder has nothing else to do yet");
  (void)writer_.post([this, records = generations_->start_records()] {
    for (const auto& record : records) (void)actions_.record(record);
  });
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
  generations_->stop_rehearsing();
  server_->drain(std::move(drained));
}

void Host::stopping() {
  (void)builder_.post_first([this] {
    if (const auto noted = survival_.stopped_cleanly(); !noted)
      base::log::warn("{}", noted.error().text);
  });
}

void Host::safe() {
  const auto effect = safe_actions_.make_all_safe("signal", false);
  base::log::warn("safe: {} flags were moved to their safe values", effect.flags.changed);
}

void Host::reload() {
  Change reload;
  reload.verb = Verb::reload;
  reload.actor = "signal";
  const OrderPtr order = accept(reload);
  change(std::move(reload), order, [](const ChangeAnswer& answer) {
    base::log::info("reload: {} {}", answer.status, answer.json);
  });
}

OrderPtr Host::accept(const Change& change) {
  return change.verb == Verb::rollback ? orders_.accept_rollback() : orders_.accept();
}

void Host::change(Change change, OrderPtr order, std::function<void(const ChangeAnswer&)> done) {
  auto claim = claims_.take(change.claims());
  if (claim == nullptr) {
    return done(failure({409,
                         "another change of the same is under way; look at what it made of it "
                         "first"},
                        "", generations_->live()->number));
  }
  on_builder(
      [this, change = std::move(change), order = std::move(order),
       claim = std::move(claim)]() mutable {
        const int64_t started_ns = base::steady_ns();
        const ChangeAnswer answer = generations_->apply(change, *order);
        change_metrics_.record(change.verb, answer.status,
                               static_cast<double>(base::steady_ns() - started_ns) * 1e-9);
        claim.reset();  // before the answer, which may be followed by the next change at once
        return answer;
      },
      std::move(done));
}

void Host::clear_quarantine(std::string sha256, OrderPtr order,
                            std::function<void(const ChangeAnswer&)> done) {
  on_builder(
      [this, sha256 = std::move(sha256), order = std::move(order)] {
        return generations_->clear_quarantine(sha256, "http", *order);
      },
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
  const auto add = [&all](std::vector<std::string> more) {
    std::move(more.begin(), more.end(), std::back_inserter(all));
  };
  add(latched_flags(flags_));
  add(latch_keeper_.degraded());
  add(safe_actions_.degraded());
  add(orders_.degraded());
  return all;
}

void Host::collect() {
  http_metrics_.collect(*server_);
  generation_number_.set(static_cast<double>(generations_->live()->number));
  libraries_resident_.set(plugin::Library::residents());
  const uint64_t dropped = base::log::dropped();
  log_dropped_.add(dropped - log_dropped_seen_);
  log_dropped_seen_ = dropped;
  const uint64_t moves = safe_actions_.moves();
  safe_moves_.add(moves - std::exchange(safe_moves_seen_, moves));
  const uint64_t repeats = safe_actions_.repeats();
  safe_repeats_.add(repeats - std::exchange(safe_repeats_seen_, repeats));
}

Host::~Host() {
  // The builder first, which waits for the others; then workers: nobody asks anything of the others
  // any more. Then whoever might still use a generation, then the generations, where they were
  // built.
  ending_ = true;
  builder_.drain();
  if (server_) server_->stop();
  jobs_.stop();
  desk_.stop();
  control_.stop();
  if (started_utc_ms_ > 0) {
    (void)writer_.post([this] {
      if (actions_.record({"host", "stop", "", {}, "done", ""})) actions_.sign();
    });
  }
  latching_.stop();
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
