#include "plugin.h"

#include <algorithm>

namespace drift {

Drift::Drift(spark::Host host, const spark::Config& config)
    : clock_(host),
      log_(host),
      metrics_(host),
      facts_(host),
      evidence_(host),
      durable_(host),
      jobs_(host),
      timers_(host),
      look_every_ms_(static_cast<uint32_t>(config.f64("look_every"))),
      keep_every_ms_(static_cast<uint32_t>(config.f64("keep_every"))),
      write_every_ms_(static_cast<uint32_t>(config.f64("write_every"))),
      effort_(CalibrationEffort::of(static_cast<uint32_t>(config.i64("replicates")))),
      tracks_(host, static_cast<uint32_t>(config.i64("symbols_max"))),
      pace_(host, std::min<uint32_t>(keep_every_ms_, 1'000)) {
  add_routes(spark::Http(host), config.string("listener"));
}

// What a predecessor handed over goes before what is on the disk.
void Drift::act() {
  is_acting_ = true;
  if (!is_handed_over_) restore();
  timers_.every<&Drift::look>(*this, "look", look_every_ms_);
  timers_.every<&Drift::keep>(*this, "keep", keep_every_ms_);
  timers_.at<&Drift::day_ends>(*this, "daily", {.hour = 23, .minute = 59});
}

// An object that acts again goes on with what is on the disk by then.
void Drift::rest() {
  is_acting_ = false;
  keep_all();
  is_handed_over_ = false;
  is_looking_ = is_calibrating_ = is_writing_ = false;
  listing_for_.reset();
}

}  // namespace drift

SPARK_PLUGIN(drift::Drift, "drift", "1.0.0", "Spark");
