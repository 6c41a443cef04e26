#include "spark/market/bars.h"

#include <algorithm>
#include <utility>

namespace spark::market {

std::optional<double> WilderRsi::next(double close) {
  const std::optional<double> last = last_close_;
  last_close_ = close;
  if (!last) return std::nullopt;

  const double gain = std::max(0.0, close - *last);
  const double loss = std::max(0.0, *last - close);
  if (changes_seen_ < changes) {
    gain_ += gain;
    loss_ += loss;
    if (++changes_seen_ < changes) return std::nullopt;
    gain_ /= changes;
    loss_ /= changes;
  } else {
    gain_ = (gain_ * (changes - 1) + gain) / changes;
    loss_ = (loss_ * (changes - 1) + loss) / changes;
  }
  if (gain_ + loss_ == 0) return neutral;
  return 100 * gain_ /
         (gain_ + loss_);  // 100 - 100 / (1 + gain / loss), without its division by zero
}

double estimated_spread_bp(const Bar& bar) {
  const double range_bp = 1e4 * (bar.high - bar.low) / bar.close;
  return std::clamp(range_bp / 20, estimated_spread_bp_min, estimated_spread_bp_max);
}

bool Deriver::derive(const Bar& bar, Snapshot& out) {
  const int64_t minute = bar.ts_ms / minute_ms;
  if (minute_ != minute) {
    if (minute_ && minute != *minute_ + 1) rsi_ = {};
    index_ = rsi_.next(bar.close);
    minute_ = minute;
  }
  out.ts_ms = bar.ts_ms + minute_ms - 1;
  out.mid = bar.close;
  out.vol_1m = bar.quote_volume;
  out.rsi_14 = index_.value_or(WilderRsi::neutral);
  out.spread_estimated = !spread_bp_ && !bar.spread_bp;
  out.spread_bp = spread_bp_      ? *spread_bp_
                  : bar.spread_bp ? *bar.spread_bp
                                  : estimated_spread_bp(bar);
  return index_.has_value();
}

bool volumes_agree(const Bar& bar) {
  if (!bar.volume) return true;
  // Published volumes are rounded, so that those of a few units may be some percent off.
  const double rounding = 1e-6 + 0.01 * bar.quote_volume;
  return bar.quote_volume + rounding >= *bar.volume * bar.low &&
         bar.quote_volume - rounding <= *bar.volume * bar.high;
}

std::optional<Bar> MinuteMaker::add(const Bar& bar) {
  if (open_ && open_->ts_ms / minute_ms == bar.ts_ms / minute_ms) {
    open_->high = std::max(open_->high, bar.high);
    open_->low = std::min(open_->low, bar.low);
    open_->close = bar.close;
    open_->quote_volume += bar.quote_volume;
    open_->spread_bp = bar.spread_bp;
    return std::nullopt;
  }
  std::optional<Bar> done = std::move(open_);
  open_ = bar;
  open_->ts_ms = bar.ts_ms / minute_ms * minute_ms;
  open_->length_ms = minute_ms;
  open_->volume.reset();
  return done;
}

std::optional<Bar> MinuteMaker::rest() {
  return std::exchange(open_, std::nullopt);
}

}  // namespace spark::market
