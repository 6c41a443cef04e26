// Starting and stopping the host.
#include "daemon/host.h"

#include <fmt/format.h>

#include "base/assert.h"
#include "base/clock.h"
#include "base/host_version.h"
#include "base/log.h"
#include "base/run_on.h"
#include "change/acting.h"
#include "plugin/library.h"

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
constexpr uint32_t row_writing_queue_max = 64;
constexpr uint32_t watch_every_ms = 250;

}  // namespace

Host::Host(uint32_t workers, store::Chain chain, store::State state, objects::Objects objects,
           const Folders& folders)
    : registry_(workers),
      metric_handles_(registry_),
      chain_(std::move(chain)),
      recorder_(chain_),
      state_(std::move(state)),
      survival_(state_, [this] { return chain_head(); }),
      objects_(std::move(objects)),
      control_("spark-control", control_queue_max),
      builder_("spark-builder", builder_queue_max, base::TaskThread::Priority::low),
      jobs_("spark-jobs", jobs_queue_max),
      desk_("spark-desk", desk_queue_max),
      writer_("spark-writer", writer_queue_max),
      latching_("spark-latches", latching_queue_max),
      row_writing_("spark-rows", row_writing_queue_max, base::TaskThread::Priority::low),
      actions_{control_, writer_, recorder_},
      orders_(flags_),
      safe_actions_(flags_, actions_),
      rooms_{actions_, orders_, safe_actions_,
             [this](std::function<void()> then) { latch_keeper_.when_kept(std::move(then)); },
             [this](const services::Route& route) { return change::acting_route(live(), route); }},
      latch_keeper_(flags_, latching_, writer_),
      services_({control_, builder_, writer_, row_writing_}, registry_, workers, recorder_),
      scrapes_(jobs_),
      health_(desk_),
      views_(desk_),
      generation_builder_({folders.plugins, host_context_, registry_, objects_}),
      publisher_(builder_),
      telemetry_({publisher_.live(),
                  writer_,
                  recorder_,
                  services_.rows,
                  {services_.facts, services_.durable, registry_,
                   [this](const store::Record& record) { actions_.record_later(record); }}}),
      models_(live(), objects_.folder()),
      changer_({folders.program, pins_, services_.durable, services_.rows, registry_, survival_,
                actions_, orders_, generation_builder_, publisher_,
                [this](const generation::GenerationPtr& generation) {
                  return make_routes(destinations_, generation);
                }}),
      changes_(changer_, orders_, publisher_.live(), builder_),
      swaps_(changes_, orders_),
      totals_(workers),
      admin_{publisher_.live(),
             publisher_,
             changer_,
             changes_,
             server_,
             flags_,
             pins_,
             rooms_,
             latch_keeper_,
             services_.durable,
             services_.evidence,
             services_.rows,
             services_.jobs,
             services_.facts,
             telemetry_.alerts(),
             services_.logs,
             views_,
             workers,
             started_utc_ms_,
             is_draining_},
      destinations_{
          admin_, scrapes_, health_, totals_,
          [this](const std::string& prefix, const metrics::Zeros& zeros, metrics::Format format) {
            return render_metrics(prefix, zeros, format);
          }} {
  host_context_.version = base::host_version;
  host_context_.workers = workers;
  host_context_.metrics = &metric_handles_;
  host_context_.flags = &flags_;
  host_context_.pins = &pins_;
  host_context_.control = &control_;
  services_.offer(host_context_);
  host_context_.origin = [&live = publisher_.live()](std::string_view plugin) {
    return live.origin(plugin);
  };
  host_context_.models = &models_;
  host_context_.swaps = &swaps_;
  host_context_.made_safe = [this](const services::Flags::Moved& moved) {
    safe_actions_.put_on_record(moved);
  };
  host_context_.render_metrics = [this](const std::string& prefix) {
    return render_metrics(prefix, {}, metrics::Format::text);
  };
  flags_.on_latch_change([this] { latch_keeper_.keep(); });
  safe_actions_.on_recorded([this] { latch_keeper_.keep(); });
}

store::Head Host::chain_head() {
  return base::run_on(writer_, [this] { return chain_.head(); }).value_or(store::Head{});
}

void Host::start() {
  started_utc_ms_ = base::utc_ms();
  const auto served = base::run_on(builder_, [this] {
    changer_.serve(*server_);
    return true;
  });
  SPARK_ASSERT(served, "the builder has nothing else to do yet");
  (void)writer_.post([this, records = changer_.start_records()] {
    for (const auto& record : records) (void)recorder_.record(record);
  });
  watch();
  telemetry_.start();
}

// Confirms a generation that has run and answered long enough: a host that keeps crashing returns
// to the generation that was confirmed last.
void Host::watch() {
  const generation::GenerationPtr now = live().now();
  const config::Confirm& limits = now->config.confirm;
  const double age_ms = static_cast<double>(base::steady_ns() - now->published_ns) / 1e6;
  if (!now->confirmed && age_ms >= limits.after_ms && !std::exchange(has_outlived_, true))
    (void)builder_.post([this] { changer_.note_outlived(); });
  if (!now->confirmed && age_ms >= limits.after_ms &&
      now->answers() - now->answers_before >= limits.answers) {
    (void)builder_.post([this, number = now->number] {
      if (!changes_.is_ending()) changer_.confirm(number);
    });
  }
  control_.post_kept_after(watch_every_ms, [this] { watch(); });
}

void Host::announce_end() {
  is_draining_ = true;
}

void Host::drain(std::function<void()> drained) {
  announce_end();
  changer_.stop_trials();
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
  change::Change reload;
  reload.verb = change::Verb::reload;
  reload.actor = "signal";
  const actions::OrderPtr order = changes_.accept(reload, flags_.epoch());
  changes_.submit(std::move(reload), order, [](const change::ChangeResponse& answer) {
    base::log::info("reload: {} {}", answer.status, answer.json);
  });
}

std::string Host::render_metrics(const std::string& prefix, const metrics::Zeros& zeros,
                                 metrics::Format format) {
  const std::lock_guard lock(rendering_);
  series_.collect({*server_, live().now()->number, plugin::Library::residents(),
                   safe_actions_.moves(), safe_actions_.repeats(), host_context_.not_acting_calls,
                   services_.evidence.refused()});
  totals_.collect(registry_);
  std::string text;
  registry_.render(text, prefix, zeros, format);
  return text;
}

Host::~Host() {
  // Changes end first, since the builder waits for the other threads. The workers end next, so that
  // no request reaches the other threads. Then the plugin objects rest, and the threads that may
  // still use a generation end. Last the generations end, on the builder's thread.
  changes_.end();
  services_.event_clock.stop();
  builder_.drain();
  if (server_) server_->stop();
  if (started_utc_ms_ > 0) {
    (void)base::run_on(builder_, [this] {
      changer_.end();
      return true;
    });
  }
  // On record before anything that a plugin could hold up for ever.
  if (started_utc_ms_ > 0) {
    (void)writer_.post([this] {
      if (recorder_.record({"host", "stop", "", {}, "done", ""})) recorder_.sign();
    });
  }
  telemetry_.stop();
  services_.jobs.stop();
  row_writing_.stop();
  services_.rows.end();
  jobs_.stop();
  desk_.stop();
  control_.stop();
  latching_.stop();
  writer_.stop();
  server_.reset();
  const auto ended = base::run_on(builder_, [this] {
    publisher_.end();
    services_.jobs.release();
    return true;
  });
  SPARK_ASSERT(ended, "the builder takes no more work from others by now");
  builder_.stop();
}

}  // namespace spark::daemon
