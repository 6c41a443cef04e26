// A promotion: decided, recorded, exchanged in one generation, watched; and the way back.
#include "plugin.h"
#include "spark/error.h"

namespace promote {
namespace {

std::string like(const std::string& model) {
  return spark::Json().add("like", model).text();
}

// Production and candidate take each other's definitions, in one generation, if they are the
// models that were judged.
spark::SwapRequest exchange(const Promotion& promotion, bool is_way_back) {
  const std::string& now = is_way_back ? promotion.to_sha256 : promotion.from_sha256;
  const std::string& next = is_way_back ? promotion.from_sha256 : promotion.to_sha256;
  spark::SwapRequest request;
  request.models = {{promotion.production, like(promotion.candidate), now},
                    {promotion.candidate, like(promotion.production), next}};
  request.is_way_back = is_way_back;
  return request;
}

std::string reasons_of(const Judged& judged) {
  std::string reasons;
  for (const Gate& gate : judged.gates) {
    if (gate.verdict == Verdict::go) continue;
    const Check* const decides = deciding(gate);
    reasons.append(reasons.empty() ? "" : "; ").append(name_of(gate.name)).append(" is ");
    reasons.append(name_of(gate.verdict));
    if (decides != nullptr) reasons.append(" (").append(decides->reason).append(")");
  }
  return reasons;
}

uint32_t status_of(int32_t code) {
  return code == SPARK_E_CONFLICT || code == SPARK_E_SUPERSEDED ? 409 : 503;
}

}  // namespace

void Promote::refuse(const Ask& ask, uint64_t verdict, uint32_t status, const std::string& reason) {
  Promotion request;
  request.lineage = ask.lineage;
  request.production = judged_.inputs.production.model;
  request.candidate = judged_.inputs.candidate.model;
  request.from_version = judged_.inputs.production.version;
  request.from_sha256 = judged_.inputs.production.sha256;
  request.to_version = judged_.inputs.candidate.version;
  request.to_sha256 = judged_.inputs.candidate.sha256;
  request.approver = ask.approver;
  request.reason = reason;
  request.verdict = verdict;
  const std::string json =
      json_of(request, judged_.inputs.now_ms, ask.caller, approvers_.standing()).text();
  try {
    services_.evidence.append(
        {.kind = "refusal", .subject = request.candidate.c_str(), .json = json});
  } catch (const spark::Error& error) {
    log_.warn(std::string("a refusal is not on record: ") + error.what());
  }
  export_log_later();
  if (ask.later) ask.later->send(spark::Reply::error(status, reason));
}

void Promote::decide(const Ask& ask, uint64_t sequence) {
  if (sequence == 0)
    return refuse(ask, sequence, 503, "not promoted: the verdict could not be put on record");
  if (overall(judged_.gates) != Verdict::go)
    return refuse(ask, sequence, 409, "not promoted: " + reasons_of(judged_));
  if (busy_) return refuse(ask, sequence, 409, "a promotion or a way back is under way");
  const Inputs& inputs = judged_.inputs;
  Track& track = track_of(ask.lineage);
  Promotion next;
  next.phase = Phase::pending;
  next.lineage = ask.lineage;
  next.production = inputs.production.model;
  next.candidate = inputs.candidate.model;
  next.from_version = inputs.production.version;
  next.from_sha256 = inputs.production.sha256;
  next.to_version = inputs.candidate.version;
  next.to_sha256 = inputs.candidate.sha256;
  next.approver = ask.approver;
  next.decided_ms = inputs.now_ms;
  next.verdict = sequence;
  try {
    if (ask.later) ask.later->commit();
  } catch (const spark::Error& error) {
    return refuse(ask, sequence, 409, std::string("not promoted: ") + error.what());
  }
  track.promotion = next;
  busy_ = Busy{ask.lineage, ask.later, ask.caller};
  put_on_record<&Promote::decided>("decision", next, ask.caller);
}

void Promote::decided(const spark::Recorded& how) {
  if (how.code == SPARK_E_CANCELLED || !busy_) return;
  Track& track = track_of(busy_->lineage);
  if (how.code != SPARK_OK) {
    track.promotion = {};
    return reply_to_busy(
        503, "not promoted: the decision could not be put on record: " + std::string(how.text));
  }
  spark::SwapRequest request = exchange(track.promotion, false);
  request.reason = "promotion of " + track.promotion.to_version.substr(0, 64);
  if (busy_->later) request.reply = busy_->later->number();
  try {
    swaps_.request<&Promote::swapped>(*this, request);
  } catch (const spark::Error& error) {
    swapped(error.code(), error.what());
  }
}

void Promote::swapped(int32_t code, std::string_view text) {
  if (code == SPARK_E_CANCELLED || !busy_) return;  // act() finds out what serves
  Track& track = track_of(busy_->lineage);
  Promotion& promotion = track.promotion;
  if (code != SPARK_OK) {
    promotion.phase = Phase::failed;
    promotion.reason = text;
    put_on_record("failure", promotion, busy_->caller);
    return reply_to_busy(status_of(code), "not promoted: " + std::string(text));
  }
  promotion.phase = Phase::watched;
  promotion.since_ms = services_.clock.event_ms();
  promotion.until_ms = promotion.since_ms + watch_ms_;
  track.seen = {};
  track.has_tried = false;
  pin(track);
  put_on_record<&Promote::promoted>("promotion", promotion, busy_->caller);
}

void Promote::promoted(const spark::Recorded& how) {
  if (how.code == SPARK_E_CANCELLED || !busy_) return;
  const Promotion& promotion = track_of(busy_->lineage).promotion;
  if (how.code != SPARK_OK) log_.error("a promotion is not on record: " + std::string(how.text));
  if (busy_->later) {
    const spark::Json json =
        json_of(promotion, services_.clock.event_ms(), busy_->caller, approvers_.standing());
    busy_->later->send({200, json.text()});
  }
  busy_.reset();
  export_log_later();
}

std::string Promote::cannot_go_back(const Track& track) const {
  const Promotion& promotion = track.promotion;
  if (promotion.phase != Phase::watched && promotion.phase != Phase::kept)
    return "there is no promotion to take back";
  if (model_now(services_.models, promotion.production).sha256 != promotion.to_sha256)
    return "production is not the model any more that was promoted, " + promotion.to_version;
  if (model_now(services_.models, promotion.candidate).sha256 != promotion.from_sha256)
    return "the candidate is not the model any more that was production, " +
           promotion.from_version + ": swap it back first";
  return "";
}

// Towards safe: the exchange first, then the record.
void Promote::go_back(Track& track, const std::string& reason, std::optional<spark::Later> later,
                      const std::string& caller) {
  busy_ = Busy{track.promotion.lineage, later, caller};
  track.promotion.reason = reason;
  spark::SwapRequest request = exchange(track.promotion, true);
  request.reason = ("promotion taken back: " + reason).substr(0, 200);
  if (later) request.reply = later->number();
  try {
    swaps_.request<&Promote::went_back>(*this, request);
  } catch (const spark::Error& error) {
    went_back(error.code(), error.what());
  }
}

void Promote::went_back(int32_t code, std::string_view text) {
  if (code == SPARK_E_CANCELLED || !busy_) return;
  Track& track = track_of(busy_->lineage);
  if (code != SPARK_OK) {
    log_.error("a promotion could not be taken back: " + std::string(text));
    return reply_to_busy(status_of(code), "not taken back: " + std::string(text));
  }
  const Busy busy = *std::exchange(busy_, {});
  Promotion& promotion = track.promotion;
  promotion.phase = Phase::rolled_back;
  track.production_pin = {};
  track.candidate_pin = {};
  put_on_record("rollback", promotion, busy.caller);
  const int64_t now_ms = services_.clock.event_ms();
  is_metrics_due_ = true;
  export_later("rollback_log.txt", std::to_string(now_ms) + " " + promotion.to_version + " -> " +
                                       promotion.from_version + ": " + promotion.reason + "\n");
  export_log_later();
  if (busy.later)
    busy.later->send({200, json_of(promotion, now_ms, busy.caller, approvers_.standing()).text()});
}

void Promote::reply_to_busy(uint32_t status, const std::string& error) {
  if (busy_ && busy_->later) busy_->later->send(spark::Reply::error(status, error));
  busy_.reset();
  export_log_later();
}

}  // namespace promote
