// The windows of a day: taken from what workers counted, told to others as facts, kept on the disk,
// and handed on.
#include "day_basis.h"
#include "plugin.h"
#include "spark/error.h"

namespace shadow {
namespace {

constexpr int64_t minute_ms = 60'000;

bool is_live(const spark::Models& models, const PairedModel& model) {
  const auto live = models.live(model.model);
  return live && live->version == model.version && live->sha256 == model.sha256;
}

}  // namespace

void Shadow::act() {
  pairs.restore(clock.event_ms(), !is_handed_over_);
  is_handed_over_ = false;
  told_minute_ = 0;
  timers_.every<&Shadow::look>(*this, "look", look_ms);
}

void Shadow::rest() {
  pairs.take(clock.event_ms());
  pairs.keep();
  told_.clear();
}

void Shadow::look(uint32_t) {
  const int64_t now_ms = clock.event_ms();
  const bool is_more = pairs.take(now_ms);
  tell_switch();
  if (!is_more && now_ms / minute_ms == told_minute_) return;
  told_minute_ = now_ms / minute_ms;
  try {
    publish(now_ms);
    is_full_told_ = false;
  } catch (const spark::Error& error) {
    if (!is_full_told_) log.warn(std::string("not all facts are told: ") + error.what());
    is_full_told_ = true;
  }
  pairs.keep();
}

void Shadow::tell_switch() {
  try {
    facts_.publish({.name = "enabled", .value = is_enabled()});
  } catch (const spark::Error&) {
    // The host has no room for more facts, which publish() says in the log.
  }
}

// Of the pairs that serve: what is known of others is theirs, and they may come back.
void Shadow::publish(int64_t now_ms) {
  ToldSubjects told;
  for (const WatchedPairs::Told& pair : pairs.told(now_ms)) {
    if (!is_live(models, pair.of.production) || !is_live(models, pair.of.candidate)) continue;
    std::vector<Figure> figures = pair.figures;
    figures.push_back({"same_target", "", false, pair.of.same_target ? 1.0 : 0.0, 0, now_ms});
    for (const Figure& each : figures) {
      const PairedModel& model = each.is_productions ? pair.of.production : pair.of.candidate;
      const spark::Subject subject{pair.of.lineage, model.model, model.sha256};
      told[{pair.of.lineage, each.name}] = subject;
      facts_.publish({.name = each.name,
                      .subject = subject,
                      .unit = each.unit,
                      .value = each.value,
                      .samples = each.samples,
                      .from_utc_ms = each.from_ms,
                      .to_utc_ms = now_ms});
    }
    tell_basis(pair, now_ms, told);
  }
  for (const auto& [what, subject] : told_) {
    const auto now = told.find(what);
    if (now == told.end() || now->second.model != subject.model ||
        now->second.sha256 != subject.sha256)
      facts_.withdraw(what.second, subject);
  }
  told_ = std::move(told);
}

// With the figures of 24 hours goes what they were computed from, of the same look.
void Shadow::tell_basis(const WatchedPairs::Told& pair, int64_t now_ms, ToldSubjects& told) {
  constexpr const char* name = "window_24h";
  const spark::Subject subject{pair.of.lineage, pair.of.candidate.model, pair.of.candidate.sha256};
  const auto basis = basis_of(pair.of, pair.day, now_ms, match_threshold);
  told[{pair.of.lineage, name}] = subject;
  facts_.publish({.name = name,
                  .subject = subject,
                  .value = static_cast<double>(basis.sums.pairs),
                  .samples = basis.sums.pairs,
                  .from_utc_ms = basis.from_ms,
                  .to_utc_ms = now_ms,
                  .basis = spark::stats::document_of(basis).text()});
}

void Shadow::save(spark::ByteWriter& out) const {
  spark::ByteWriter tallies, windows;
  counted.save(tallies, clock.now_ns());
  pairs.save(windows, clock.event_ms());
  out.bytes(tallies.text());
  out.bytes(windows.text());
}

void Shadow::load(spark::ByteReader& in) {
  spark::ByteReader tallies(in.bytes());
  spark::ByteReader windows(in.bytes());
  in.end();
  WatchedPairs::All all = WatchedPairs::read(windows);
  counted.load(tallies, clock.now_ns());
  pairs.replace(std::move(all));
  is_handed_over_ = true;
}

void Shadow::merge(spark::ByteReader& before, spark::ByteReader& after) {
  spark::ByteReader tallies_before(before.bytes()), tallies_after(after.bytes());
  spark::ByteReader windows_before(before.bytes()), windows_after(after.bytes());
  before.end();
  after.end();
  const WatchedPairs::All more = WatchedPairs::difference(WatchedPairs::read(windows_before),
                                                          WatchedPairs::read(windows_after));
  counted.merge(tallies_before, tallies_after, clock.now_ns());
  pairs.add(more);
}

}  // namespace shadow
