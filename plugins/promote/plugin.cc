#include "plugin.h"

#include <algorithm>

#include "spark/error.h"

namespace promote {

Promote::Promote(spark::Host host, const spark::Config& config)
    : name_(config.name()),
      watch_ms_(static_cast<int64_t>(config.f64("watch"))),
      judge_every_ms_(static_cast<int64_t>(config.f64("judge_every"))),
      psi_alerts_(config.strings("psi_alerts")),
      approvers_(config.strings("approvers")),
      prometheus_(Prometheus::of(config.has("prometheus") ? config.string("prometheus") : "",
                                 config.string("prometheus_up"),
                                 config.strings("prometheus_psi_alerts"))),
      services_(host, config.strings("canaries")),
      log_(host),
      jobs_(host),
      timers_(host),
      durable_(host),
      swaps_(host),
      pins_(host),
      metrics_(host) {
  add_routes(spark::Http(host), config.string("listener"));
}

void Promote::save(spark::ByteWriter& out) const {
  alerts_.write(out);
}

void Promote::load(spark::ByteReader& in) {
  alerts_.read(in);
  in.end();
  was_handed_over_ = true;
}

// Nothing is counted on workers.
void Promote::merge(spark::ByteReader&, spark::ByteReader&) {}

void Promote::act() {
  const int64_t now_ms = services_.clock.event_ms();
  const bool is_start = !was_handed_over_ && !has_acted_;
  if (!was_handed_over_) {
    if (const auto kept = durable_.get("alerts", alerts_schema)) {
      try {
        spark::ByteReader in(*kept);
        alerts_.read(in);
      } catch (const spark::Error& error) {
        log_.warn(std::string("what was seen of alerts cannot be read: ") + error.what());
      }
    }
    if (is_start) alerts_.started(now_ms);
  }
  was_handed_over_ = false;
  has_acted_ = true;
  load_tracks();
  // A crash may have fallen between a file and the record that names it.
  if (is_start && has_promoted()) export_log_later();
  timers_.every<&Promote::look>(*this, "look", 5'000);
}

bool Promote::has_promoted() const {
  return std::any_of(tracks_.begin(), tracks_.end(),
                     [](const auto& each) { return each.second.promotion.phase != Phase::none; });
}

// What is under way is answered for by the host, and found again by the next act().
void Promote::rest() {
  asks_.clear();
  is_judging_ = false;
  busy_.reset();
  tracks_.clear();
  exports_.clear();
  is_exporting_ = false;
}

}  // namespace promote

SPARK_PLUGIN(promote::Promote, "promote", "1.0.0", "Spark");
