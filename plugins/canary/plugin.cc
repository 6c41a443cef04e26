#include "plugin.h"

#include <algorithm>
#include <utility>

#include "plan_file.h"
#include "spark/error.h"

namespace canary {
namespace {

constexpr uint32_t tick_ms = 500;
constexpr uint32_t keep_ms = 5'000;

constexpr Kind kinds[] = {Kind::idle,     Kind::preflight, Kind::running,
                          Kind::held,     Kind::paused,    Kind::completed,
                          Kind::aborting, Kind::aborted,   Kind::failed};
constexpr Test tests[] = {Test::errors, Test::latency, Test::by_arm, Test::paired};

std::vector<Plan> read_plans(const std::vector<std::string>& paths) {
  std::vector<Plan> plans;
  for (const std::string& path : paths) {
    Plan plan = read_plan_file(path);
    for (const Plan& other : plans)
      if (other.name == plan.name)
        throw spark::Error("two plans are called '" + plan.name + "'", SPARK_E_INVALID);
    plans.push_back(std::move(plan));
  }
  return plans;
}

// As spark/lineage_metrics.h names them, which is for stages.
spark::Gauge gauge(const spark::Metrics& metrics, const std::string& lineage, const char* name,
                   const char* help, std::vector<spark_label> labels = {}) {
  std::string own = name;
  if (!lineage.empty()) {
    own.insert(own.find('_') + 1, "lineage_");
    labels.push_back({"lineage", lineage.c_str()});
  }
  return metrics.gauge({.name = own.c_str(), .help = help, .labels = std::move(labels)});
}

}  // namespace

Canary::Canary(spark::Host host, const spark::Config& config)
    : Arms(host, config.has("lineage") ? config.string("lineage") : ""),
      host_(host),
      name_(config.name()),
      promoter_(config.string("promoter")),
      clock_(host),
      log_(host),
      metrics_(host),
      facts_(host),
      evidence_(host),
      durable_(host),
      timers_(host),
      pace_(host, keep_ms),
      pins_(host),
      choice_{config.boolean("independent"), config.boolean("by_arm")},
      also_safe_(config.strings("also_safe")),
      alerts_(config.strings("alerts")),
      psi_alerts_(config.strings("psi_alerts")),
      plans_(read_plans(config.strings("plans"))),
      weight_gauge_(gauge(metrics_, expected_lineage, "ml_canary_weight",
                          "Share of answers that are the candidate's")),
      split_gauge_(gauge(metrics_, expected_lineage, "ml_canary_split",
                         "Share of requests that count as the canary's")),
      phase_gauge_(gauge(metrics_, expected_lineage, "ml_canary_phase",
                         "Phase of the canary from one on, zero if none")),
      exports_(host, [this](bool all_written) { exported(all_written); }),
      crashes_(host) {
  if (plans_.empty()) throw spark::Error("plans: expected at least one file", SPARK_E_INVALID);
  for (const Kind kind : kinds)
    state_gauges_.emplace(
        kind, gauge(metrics_, expected_lineage, "ml_canary_state",
                    "Whether the canary is in this state", {{"state", canary::name_of(kind)}}));
  for (const Test test : tests)
    evidence_gauges_.emplace(test, gauge(metrics_, expected_lineage, "ml_canary_log_e",
                                         "Logarithm of the evidence of a test; its bound ends the "
                                         "canary",
                                         {{"test", canary::name_of(test)}}));
  course_ = Course(plans_.front(), choice_);
  add_routes(spark::Http(host), config.string("listener"));
}

void Canary::act() {
  if (is_handed_over_)
    restore_times();
  else
    restore();
  restore_recent();
  if (is_under_way(course_.state()) && pinned_.empty()) pin_models();
  crashes_.watch(run_.token);
  timers_.every<&Canary::tick>(*this, "tick", tick_ms);
  timers_.every<&Canary::keep>(*this, "keep", keep_ms);
  show();
}

// What waits for the disk is answered as cancelled before; an object that acts again goes on with
// what is on the disk by then.
void Canary::rest() {
  keep_counts();
  keep_recent();
  crashes_.rest();
  is_handed_over_ = false;
  exports_.rest();
  pinned_.clear();
}

void Canary::save(spark::ByteWriter& out) const {
  out.bytes(bytes_of_run());
  out.i64(drained_);
}

void Canary::load(spark::ByteReader& in) {
  const std::string bytes(in.bytes());
  const int64_t drained = in.i64();
  in.end();
  read_run(bytes);
  drained_ = drained;
  is_handed_over_ = true;
  split_ppm = share_ppm(course_.state(), course_.plan());
  slo_ms = course_.plan().slo.p95_ms;
  limit_ms = course_.plan().limits[0].limit;
  if (is_under_way(course_.state())) pin_models();
}

// What is late by two slots is not waited for: observers run within a request's time.
void Canary::drain(int64_t now_ms) {
  // What other models did is no evidence for or against these.
  if (std::string digests = digests_now(); digests != recent_of_) {
    recent_.clear();
    recent_of_ = std::move(digests);
  }
  Slots::Buckets all;
  counted.each([&](const Counted& one) { one.slots.collect(now_ms, all); });
  const int64_t until = now_ms / slot_ms - 1;
  for (const auto& [number, sums] : all) {
    if (number <= drained_ || number >= until) continue;
    drained_ = number;
    recent_.add(number * slot_ms, sums);
    course_.take(number * slot_ms, sums);
  }
}

std::string Canary::digests_now() const {
  std::string all;
  if (const auto tested = pair())
    for (const std::string& model : {tested->production, tested->candidate})
      if (const auto live = models.live(model))
        all.append(live->version).append(" ").append(live->sha256).append("\n");
  return all;
}

void Canary::tick(uint32_t) {
  const int64_t now_ms = clock_.event_ms();
  drain(now_ms);
  const Span span = recent_.span(now_ms, 10 * minute_ms, &Sums::pairs);
  if (span.basis != Basis::too_few && now_ms > span.from_ms)
    course_.expect_rate(static_cast<double>(span.sums.pairs) /
                        static_cast<double>(now_ms - span.from_ms));
  watch_flag();
  watch_alerts();
  exports_.write_waiting();
  tell({.what = Asked::tick, .epoch = course_.state().epoch});
  const std::vector<std::string> found = warnings();
  for (const std::string& each : found)
    if (std::find(warned_.begin(), warned_.end(), each) == warned_.end())
      log_.warn("canary: " + each);
  warned_ = found;
  publish();
}

// `sparkctl safe`, or somebody who moved the flag by hand. A route that closes the share has moved
// it before its handler runs, so the second look decides.
void Canary::watch_flag() {
  const bool is_closed = course_.state().open > 0 && weight.get() == 0;
  if (is_closed && was_closed_)
    tell({.what = Asked::abort, .epoch = course_.state().epoch, .cause = Cause::asked});
  was_closed_ = is_closed && !was_closed_;
}

// Until the run ends; made anew by each object that goes on with it. [builder, control]
void Canary::pin_models() {
  pinned_.clear();
  const auto tested = pair();
  if (!tested) return;
  // A completed one waits for the promotion.
  std::vector<std::string> lets_pass;
  if (course_.state().kind == Kind::completed) lets_pass.push_back(promoter_);
  for (const std::string& model : {tested->production, tested->candidate})
    pinned_.push_back(pins_.pin<&Canary::model_changes, &Canary::model_promoted>(
        *this, model, "a canary is under way", lets_pass));
}

// Called once for each of the two models.
void Canary::model_promoted(const std::string& plugin) {
  if (course_.state().kind != Kind::completed) return;
  log_.info("canary: over, since " + plugin + " exchanged its models");
  tell({.what = Asked::released, .epoch = course_.state().epoch});
}

// An operator forces a change of a model under test: abort first.
bool Canary::model_changes() {
  tell({.what = Asked::abort, .cause = Cause::pin_broken});
  return true;
}

}  // namespace canary

SPARK_PLUGIN(canary::Canary, "canary", "1.0.0", "Spark");
