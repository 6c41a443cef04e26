#include "snapshot_stage.h"

#include <charconv>
#include <cmath>

namespace features {
namespace {

namespace market = spark::market;

std::string without_input(std::string group) {
  constexpr std::string_view of_request = "input.";
  return group.starts_with(of_request) ? group.substr(of_request.size()) : group;
}

template <class Number>
std::string_view digits_of(Number number, char (&digits)[32]) {
  const char* const end = std::to_chars(digits, digits + sizeof digits, number).ptr;
  return {digits, static_cast<size_t>(end - digits)};
}

}  // namespace

SnapshotStage::SnapshotStage(Offer& offer, const spark::Config& config)
    : offer_(offer),
      group_(without_input(config.string("snapshot"))),
      has_key_(config.has("key") && offer.needs_history()),
      advances_(config.boolean("advance")),
      mid_(*this, config.string("snapshot") + ".mid"),
      spread_bp_(*this, config.string("snapshot") + ".spreadBp"),
      vol1m_(*this, config.string("snapshot") + ".vol1m"),
      rsi14_(*this, config.string("snapshot") + ".rsi14") {
  if (has_key_) {
    const std::string group = config.string("snapshot");
    key_.emplace(*this, config.string("key"));
    ts_.emplace(*this, group + ".ts", SPARK_SLOT_OPTIONAL);
    spread_estimated_.emplace(*this, group + ".spreadEstimated", SPARK_SLOT_OPTIONAL);
  }
  for (const Feature& feature : offer.features()) {
    values_.emplace_back(*this, feature.name, feature.doc, SPARK_SLOT_FEATURE);
  }
  if (has_key_) {
    minutes_left_.emplace(*this, "minutes_left",
                          "Minutes until no feature lacks history; null without a history");
  }
  if (!has_key_ && offer.needs_history()) offer.tell_of_no_key(config.string("snapshot"));
}

void SnapshotStage::run(spark::Frame frame) const {
  const auto mid = mid_.get(frame), spread_bp = spread_bp_.get(frame);
  const auto vol1m = vol1m_.get(frame), rsi14 = rsi14_.get(frame);
  if (!mid && !spread_bp && !vol1m && !rsi14) return;
  if (!possible(frame, mid, market::mid_limit) ||
      !possible(frame, spread_bp, market::spread_bp_limit) ||
      !possible(frame, vol1m, market::vol_1m_limit) ||
      !possible(frame, rsi14, market::rsi_14_limit)) {
    return;
  }
  const auto ts = has_key_ ? ts_->get(frame) : std::nullopt;
  if (!is_in_ms(frame, ts)) return;
  offer_.count_extraction();
  Inputs inputs;
  inputs.mid = mid.value_or(none);
  inputs.spread_bp = spread_bp.value_or(none);
  inputs.vol1m = vol1m.value_or(none);
  inputs.rsi14 = rsi14.value_or(none);
  inputs.is_spread_estimated = has_key_ && spread_estimated_->get(frame).value_or(false);
  if (has_key_) inputs.recent = look(frame, ts, inputs);
  for (size_t i = 0; i < values_.size(); ++i) {
    const double value = offer_.features()[i].formula(inputs);
    if (std::isfinite(value)) values_[i].set(frame, value);  // slots are null until written
  }
}

// What the symbol's minutes say together with the snapshot; nothing where it has no place in them.
Recent SnapshotStage::look(spark::Frame frame, std::optional<int64_t> ts,
                           const Inputs& inputs) const {
  Symbols& symbols = offer_.symbols();
  const bool keeps = advances_ && !frame.synthetic();
  const std::string_view symbol = key_->get(frame).value_or("");
  Arrival reason = Arrival::read;
  if (std::isnan(inputs.mid)) reason = Arrival::no_mid;
  if (!ts || unit_of(*ts) != TimeUnit::milliseconds) reason = Arrival::no_time;
  if (symbol.empty()) reason = Arrival::no_symbol;
  if (reason != Arrival::read) {
    symbols.count(keeps ? reason : Arrival::read);
    return {};
  }
  const Minute minute = {inputs.mid, std::log1p(inputs.vol1m),
                         inputs.is_spread_estimated ? none : inputs.spread_bp};
  const Symbols::Seen seen = symbols.look(symbol, *ts, minute, keeps);
  if (!seen.is_answered) return {};
  const Recent recent = recent_of(seen.windows, minute);
  minutes_left_->set(frame, recent.minutes_left);
  return recent;
}

// Fails the row if a value is present but impossible; names the field as the request does.
bool SnapshotStage::possible(spark::Frame frame, std::optional<double> value,
                             const market::Limit& limit) const {
  if (!value || limit.holds(*value)) return true;
  char digits[32];
  std::string why(group_);
  why.append(".").append(limit.field).append(": expected ").append(limit.expected);
  frame.fail(SPARK_E_INVALID, why.append(", found ").append(digits_of(*value, digits)));
  return false;
}

// Fails the row if the time is one in another unit: the client would never get ready, and nobody
// would know why.
bool SnapshotStage::is_in_ms(spark::Frame frame, std::optional<int64_t> ts) const {
  const TimeUnit unit = ts ? unit_of(*ts) : TimeUnit::none;
  if (unit == TimeUnit::none || unit == TimeUnit::milliseconds) return true;
  char digits[32];
  std::string why(group_);
  why.append(".ts: expected milliseconds since 1970, found ").append(digits_of(*ts, digits));
  frame.fail(SPARK_E_INVALID, why.append(", which are ").append(name_of(unit)));
  return false;
}

}  // namespace features
