#include "plugin.h"

#include "spark/error.h"

namespace report {
namespace {

constexpr uint32_t look_every_ms = 5'000;
constexpr uint32_t sunday = 7;

}  // namespace

std::string key_of(const std::string& what, const std::string& lineage) {
  return lineage.empty() ? what : what + "." + lineage;
}

Reporting::Reporting(spark::Host host, const spark::Config& config)
    : days_(config.i64("days")),
      clock_(host),
      log_(host),
      jobs_(host),
      timers_(host),
      durable_(host),
      evidence_(host),
      facts_(host),
      lineages_(host),
      metrics_(host) {
  add_routes(spark::Http(host), config.string("listener"));
}

void Reporting::save(spark::ByteWriter& out) const {
  out.u64(has_before_ ? 1 : 0);
  out.i64(looked_ms_);
  out.u64(before_.size());
  for (const auto& [name, value] : before_) {
    out.bytes(name);
    out.f64(value);
  }
  out.u64(tracks_.size());
  for (const auto& [lineage, track] : tracks_) {
    out.bytes(lineage);
    out.i64(track.minute);
    out.bytes(bytes_of(track.day));
  }
}

void Reporting::load(spark::ByteReader& in) {
  forget();
  has_before_ = in.u64() != 0;
  looked_ms_ = in.i64();
  for (uint64_t left = in.u64(); left > 0; --left) {
    std::string name(in.bytes());
    before_[std::move(name)] = in.f64();
  }
  for (uint64_t left = in.u64(); left > 0; --left) {
    Track& track = tracks_[std::string(in.bytes())];
    track.minute = in.i64();
    track.day = day_of_bytes(in.bytes());
  }
  in.end();
  is_handed_over_ = true;
}

// Nothing is counted on workers.
void Reporting::merge(spark::ByteReader&, spark::ByteReader&) {}

void Reporting::forget() {
  before_.clear();
  has_before_ = false;
  looked_ms_ = 0;
  tracks_.clear();
}

// What nobody handed over is on the disk; where the counters stood is known to nobody then.
void Reporting::act() {
  if (!is_handed_over_) forget();
  is_handed_over_ = false;
  timers_.every<&Reporting::tick>(*this, "tick", look_every_ms);
  timers_.at<&Reporting::midnight>(*this, "midnight", {});
  timers_.at<&Reporting::week_ends>(*this, "week", {.weekday = sunday, .hour = 23, .minute = 59});
  look();
}

void Reporting::rest() {
  keep_all();
  asked_.clear();
  writings_.clear();
  is_looking_ = is_due_again_ = is_writing_ = false;
}

}  // namespace report

SPARK_PLUGIN(report::Reporting, "report", "1.0.0", "Spark");
