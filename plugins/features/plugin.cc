#include "plugin.h"

#include <algorithm>
#include <ctime>
#include <utility>

namespace features {
namespace {

// A host that is killed loses no closed minute that is older than that.
constexpr uint32_t keep_every_ms = 1'000;

// 2024-05-31T23:59Z
std::string minute_text(int64_t ts_ms) {
  const auto seconds = static_cast<std::time_t>(ts_ms / 1'000);
  std::tm parts{};
  char text[32];
  ::gmtime_r(&seconds, &parts);
  return {text, std::strftime(text, sizeof text, "%FT%RZ", &parts)};
}

}  // namespace

Features::Features(spark::Host host, const spark::Config& config)
    : Offer(host, config.strings("sets"), static_cast<uint32_t>(config.i64("symbols")),
            config.strings("only")),
      warm_from_(config.strings("warm_from")),
      keeping_(host, symbols()),
      clock_(host),
      facts_(host),
      jobs_(host),
      log_(host),
      rows_(host),
      timers_(host),
      pace_(host, keep_every_ms) {
  if (!warm_from_.empty() && !needs_history())
    throw spark::Error("warm_from: none of the sets has a feature with a history", SPARK_E_INVALID);
  for (const std::string& input : warm_from_)
    if (is_recorded(input)) (void)recorded_input(input);
}

void Features::act() {
  if (!needs_history()) return;
  keeping_.restore();
  timers_.every<&Features::keep>(*this, "keep", keep_every_ms);
  if (!warm_from_.empty())
    jobs_.post<&Features::read_files, &Features::files_read>(*this, "warm_from");
}

void Features::rest() {
  if (needs_history()) keeping_.save(true);
}

void Features::keep(uint32_t) {
  if (pace_.is_due()) keeping_.save();
  if (const uint64_t changes = symbols().changes(); std::exchange(told_, changes) == changes)
    return;
  const Symbols::Readiness now = symbols().readiness();
  facts_.publish({.name = "symbols_ready", .value = now.ready});
  facts_.publish({.name = "symbols_warming", .value = now.warming});
  if (now.warming == 0) return facts_.withdraw("minutes_left");
  facts_.publish({.name = "minutes_left", .unit = "min", .value = now.minutes_left});
}

Warm Features::read(const std::string& input, const spark::Job& job) const {
  const auto goes_on = [&](uint64_t rows) {
    if (rows % 500'000 == 0) log_.info("warm_from: " + std::to_string(rows) + " rows of " + input);
    return !job.is_cancelled();
  };
  const uint32_t symbols_max = symbols().capacity();
  return is_recorded(input) ? read_record(rows_, input, clock_.utc_ms(), symbols_max, goes_on)
                            : read_market(input, symbols_max, goes_on);
}

void Features::read_files(spark::Job job) {
  warm_.clear();
  for (const std::string& input : warm_from_) {
    log_.info("warm_from: reading " + input);
    warm_.push_back(read(input, job));
    if (warm_.back().bad_rows > 0) {
      log_.warn("warm_from: " + input + ": " + std::to_string(warm_.back().bad_rows) +
                " rows are left out, the first: " + warm_.back().first_bad_row);
    }
  }
}

// A failure leaves the histories to the requests.
void Features::files_read(int32_t code, std::string_view text) {
  if (code == SPARK_E_CANCELLED) return;
  if (code != SPARK_OK)
    log_.error("warm_from: histories begin empty, or with what was kept: " + std::string(text));
  facts_.publish({.name = "warm_from.failed", .value = code == SPARK_OK ? 0.0 : 1.0});
  if (code != SPARK_OK) return;
  for (Warm& one : std::exchange(warm_, {})) {
    for (auto& [symbol, stretch] : one.symbols) warm(symbol, std::move(stretch));
  }
}

void Features::warm(const std::string& symbol, Stretch stretch) {
  const auto own = symbols().read(symbol);
  // What requests are at is the present, whatever the files say of its future.
  if (own && own->is_live()) stretch = part_until(stretch, own->newest());
  if (stretch.minutes.empty())
    return log_.warn("warm_from: " + symbol + ": the files begin after what requests are at");
  const std::string until = minute_text(stretch.last_ts);
  // Its life stays: a host that is killed while blocks are kept anew finds old and new ones agree.
  stretch.life = own ? own->life() : 1;
  keeping_.keep_whole(symbol);
  if (!symbols().join(symbol, stretch))
    return log_.warn("warm_from: no room, or no place in `only`, for the history of " + symbol);
  const auto now = symbols().read(symbol);
  const int64_t left = now ? now->minutes_left() : window_minutes_min;
  log_.info("warm_from: " + symbol + ": minutes until " + until + ", " +
            (left == 0 ? std::string("ready") : std::to_string(left) + " minutes left"));
}

}  // namespace features

SPARK_PLUGIN(features::Features, "features", "1.1.0", "Spark");
