#include "plugin.h"

namespace quality {

namespace {

// Labels are found every ten minutes.
constexpr uint32_t look_every_ms = 600'000;

}  // namespace

Quality::Quality(spark::Host host, const spark::Config& config)
    : Tracks(host, {static_cast<uint32_t>(config.i64("symbols_max")),
                    static_cast<uint32_t>(config.i64("days")),
                    static_cast<uint64_t>(config.i64("bytes"))}),
      clock_(host),
      log_(host),
      facts_(host),
      jobs_(host),
      timers_(host),
      keeping_(host) {
  spark::Http(host).add<&Quality::report>(
      *this, {.listener = config.string("listener").c_str(),
              .path = "/quality",
              .doc = "Show how good past predictions were, now that it is known what came true"});
}

// What a predecessor handed over goes before what is on the disk.
void Quality::act() {
  if (!is_handed_over_) take(keeping_.restore());
  timers_.every<&Quality::keep>(*this, "keep", Keeping::every_ms);
  timers_.every<&Quality::look>(*this, "look", look_every_ms);
  look(0);
}

// An object that acts again goes on with what is on the disk by then.
void Quality::rest() {
  keeping_.keep(all(), true);
  is_handed_over_ = is_looking_ = is_reporting_ = false;
  const std::lock_guard held(asking_);
  asked_.clear();
}

void Quality::take(const std::vector<Kept>& all) {
  for (const Kept& each : all) {
    Track& track = this->track(each.lineage);
    for (const JudgedModel& model : each.models) {
      track.begin(model);
      know(track, model);
    }
    track.set_logged(each.logged);
    track.put_out = each.logged;
    for (const Stretch& one : each.symbols)
      if (!track.minutes.join(one))
        log_.warn("there is no room for the predictions of " + one.symbol);
  }
}

void Quality::save(spark::ByteWriter& out) const {
  write_all(out, all());
}

void Quality::load(spark::ByteReader& in) {
  const std::vector<Kept> kept = read_all(in);
  for (Track* each : all()) each->minutes.reset();
  take(kept);
  is_handed_over_ = true;
}

// What the predecessor's last workers saw; of a minute that both have, the later snapshot counts.
void Quality::merge(spark::ByteReader& before, spark::ByteReader& after) {
  static_cast<void>(read_all(before));
  for (const Kept& each : read_all(after)) {
    Track& track = this->track(each.lineage);
    for (const Stretch& one : each.symbols) track.minutes.join(one);
  }
}

}  // namespace quality

SPARK_PLUGIN(quality::Quality, "quality", "1.0.0", "Spark");
