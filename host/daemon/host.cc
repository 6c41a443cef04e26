// Starting and stopping the host.
#include "daemon/host.h"

#include <fmt/format.h>

#include "admin/flag_routes.h"
#include "base/assert.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/run_on.h"
#include "daemon/routing.h"

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
constexpr uint32_t desk_queue_max = 256;
constexpr uint32_t writer_queue_max = 4096;
constexpr uint32_t latching_queue_max = 1024;
constexpr uint32_t watch_every_ms = 250;

}  // namespace

Host::Host(uint32_t workers, store::Chain chain, store::State state, objects::Objects objects,
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
      rooms_{actions_, orders_, safe_actions_,
             [this](std::function<void()> then) { latch_keeper_.when_kept(std::move(then)); }},
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
  const OrderPtr order = accept(reload, flags_.epoch());
  change(std::move(reload), order, [](const ChangeAnswer& answer) {
    base::log::info("reload: {} {}", answer.status, answer.json);
  });
}

OrderPtr Host::accept(const Change& change, uint64_t epoch) {
  return change.verb == Verb::rollback ? orders_.accept_rollback(epoch) : orders_.accept(epoch);
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
        series_.changes().record(change.verb, answer.status,
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
  series_.collect(
      {*server_, generations_->live()->number, safe_actions_.moves(), safe_actions_.repeats()});
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
