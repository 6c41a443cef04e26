// The look each five seconds: alerts, promoted models, and, once a minute, the gates.
#include <algorithm>

#include "gates/gates.h"
#include "plugin.h"
#include "spark/error.h"

namespace promote {
namespace {

constexpr int64_t try_again_ms = 30'000;
constexpr double firing = 2;  // alert.<name> as the host publishes it

std::string digest_of(const std::vector<spark::LineageModel>& models, const std::string& lineage) {
  for (const spark::LineageModel& each : models)
    if (each.lineage == lineage && each.role == "candidate") return each.sha256;
  return "";
}

}  // namespace

void Promote::look(uint32_t) {
  const int64_t now_ms = services_.clock.event_ms();
  look_at_alerts(now_ms);
  for (auto& [lineage, track] : tracks_)
    if (track.promotion.phase == Phase::watched) look_at(track, now_ms);
  if (now_ms / judge_every_ms_ == judged_period_) return;
  judged_period_ = now_ms / judge_every_ms_;
  for (const Roles& each : all_roles(services_.lineages))
    if (!each.production.empty() && !each.candidate.empty()) ask({Ask::What::look, each.lineage});
}

void Promote::look_at_alerts(int64_t now_ms) {
  std::vector<AlertNow> alerts;
  const auto models = services_.lineages.live();
  constexpr std::string_view prefix = "alert.";
  for (const spark::Fact& fact : services_.facts.list(std::string(prefix))) {
    AlertNow now;
    now.name = fact.name.substr(prefix.size());
    now.severity = fact.unit;
    now.lineage = fact.subject.pipeline;
    now.model = fact.subject.model;
    now.is_psi = std::find(psi_alerts_.begin(), psi_alerts_.end(), now.name) != psi_alerts_.end();
    now.is_firing = fact.value == firing;
    if (!now.model.empty()) now.sha256 = digest_of(models, now.lineage);
    alerts.push_back(std::move(now));
  }
  alerts_.saw(now_ms, alerts);
  if (now_ms / minute_ms == kept_minute_) return;
  kept_minute_ = now_ms / minute_ms;
  spark::ByteWriter out;
  alerts_.write(out);
  durable_.put("alerts", alerts_schema, out.text());
}

void Promote::look_at(Track& track, int64_t now_ms) {
  const Promotion& promotion = track.promotion;
  if (busy_) return;
  if (const std::string gone = cannot_go_back(track); !gone.empty()) {
    const bool is_back =
        model_now(services_.models, promotion.production).sha256 == promotion.from_sha256;
    return end_watch(track, is_back ? Phase::rolled_back : Phase::ended, gone);
  }
  const int64_t seen_until_ms = std::max(track.seen.until_ms, track.seen.pairs_until_ms);
  const auto reason = promote::look(promotion, services_.facts.list("shadow."), now_ms, track.seen);
  if (std::max(track.seen.until_ms, track.seen.pairs_until_ms) != seen_until_ms)
    durable_.put(key_of("seen", promotion.lineage).c_str(), seen_schema, track.seen.bytes());
  if (reason) {
    if (track.has_tried && now_ms - track.tried_ms < try_again_ms) return;
    track.has_tried = true;
    track.tried_ms = now_ms;
    log_.warn("the promoted model " + promotion.to_version + " is taken back: " + *reason);
    return go_back(track, *reason, {}, "watch");
  }
  if (may_end(promotion, track.seen, now_ms))
    end_watch(track, Phase::kept, "nothing spoke against it");
}

void Promote::end_watch(Track& track, Phase phase, const std::string& reason) {
  track.promotion.phase = phase;
  track.promotion.reason = reason;
  track.production_pin = {};
  track.candidate_pin = {};
  put_on_record(phase == Phase::kept ? "kept" : "watch_end", track.promotion, "watch");
  export_log_later();
}

void Promote::pin(Track& track) {
  const std::string reason =
      "version " + track.promotion.to_version.substr(0, 64) + " was promoted and is being watched";
  track.production_pin =
      pins_.pin<&Promote::pin_broken>(*this, track.promotion.production, reason, {name_});
  track.candidate_pin =
      pins_.pin<&Promote::pin_broken>(*this, track.promotion.candidate, reason, {name_});
}

// What a crash fell into the middle of: the models that serve tell how far it had come.
void Promote::resume(Track& track) {
  Promotion& promotion = track.promotion;
  const std::string production = model_now(services_.models, promotion.production).sha256;
  const std::string candidate = model_now(services_.models, promotion.candidate).sha256;
  if (promotion.phase == Phase::pending) {
    const bool is_exchanged =
        production == promotion.to_sha256 && candidate == promotion.from_sha256;
    promotion.phase = is_exchanged ? Phase::watched : Phase::failed;
    promotion.reason = "the host ended before it was known";
    if (is_exchanged) {
      promotion.since_ms = services_.clock.event_ms();
      promotion.until_ms = promotion.since_ms + watch_ms_;
    }
    put_on_record(is_exchanged ? "promotion" : "failure", promotion, "restart");
  }
  if (promotion.phase == Phase::watched) pin(track);
}

void Promote::load_tracks() {
  tracks_.clear();
  for (const Roles& each : all_roles(services_.lineages)) {
    Track& track = track_of(each.lineage);
    const std::string key = key_of("promotion", each.lineage);
    const auto kept = durable_.get(key.c_str(), promotion_schema);
    const auto seen = durable_.get(key_of("seen", each.lineage).c_str(), seen_schema);
    try {
      if (kept) track.promotion = Promotion::of(*kept);
      if (seen) track.seen = Seen::of(*seen);
      if (track.seen.until_ms < track.promotion.since_ms) track.seen = {};
      // The chain is ahead: a crash fell between a record and its value. What serves decides.
      if (kept && !services_.evidence.agrees(key.c_str(), promotion_schema))
        track.promotion.phase = Phase::pending;
      resume(track);
      if (track.gauges.empty() && !each.production.empty() && !each.candidate.empty()) {
        Judged not_yet;
        not_yet.inputs.lineage = each.lineage;
        not_yet.gates = judge_all(not_yet.inputs);
        for (Gate& gate : not_yet.gates) gate.verdict = Verdict::inconclusive;
        set_gauges(track, not_yet, each.primary);
      }
    } catch (const spark::Error& error) {
      log_.error("the promotion of lineage '" + each.lineage +
                 "' cannot be resumed: " + error.what());
      track.promotion = {};
    }
  }
}

}  // namespace promote
