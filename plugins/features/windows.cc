#include "windows.h"

#include <algorithm>
#include <cmath>

namespace features {

double Middle::median_with(double one) const {
  // Where `one` comes between two of the values, it takes the place of the upper one.
  const auto between = [one](double below, double above) {
    if (one < below) return below;  // false where there is none below
    return one > above ? above : one;
  };
  return count % 2 == 0 ? between(mid, high) : (between(low, mid) + between(mid, high)) / 2;
}

namespace {

int64_t left_until(int64_t wanted, int64_t there) {
  return std::max<int64_t>(wanted - there, 0);
}

}  // namespace

int64_t mid_minutes_left(const Windows& windows) {
  return std::max(left_until(window_minutes_min, windows.mids + 1),
                  left_until(run_minutes, windows.run + 1));
}

Recent recent_of(const Windows& windows, const Minute& snapshot) {
  Recent out;
  out.r1 = std::log(snapshot.mid / windows.mid_1m_ago);
  out.r5 = std::log(snapshot.mid / windows.mid_5m_ago);
  const bool has_return = !std::isnan(out.r1);
  const double square = out.r1 * out.r1;
  out.rv5 = std::sqrt(windows.last_4 + square);
  out.rv15 = std::sqrt(windows.last_14 + square);
  out.rv60 = std::sqrt(windows.last_59 + square);

  const int64_t mids = windows.mids + 1;
  if (mids >= window_minutes_min) {
    const int64_t returns = windows.returns + (has_return ? 1 : 0);
    const double squares = windows.return_squares + (has_return ? square : 0);
    out.sigma = std::sqrt(squares / static_cast<double>(returns));
    // One more value moves mean and squares so (Chan, Golub and LeVeque 1979).
    const double off = snapshot.mid - windows.mid_mean;
    const auto before = static_cast<double>(windows.mids), all = static_cast<double>(mids);
    out.mid_mean = windows.mid_mean + off / all;
    out.mid_deviation = std::sqrt((windows.mid_squares + off * off * (before / all)) / all);
    out.rv5_median = windows.rv5s.median_with(out.rv5);
  }
  const int64_t log_volumes = windows.log_volumes + 1;
  if (log_volumes >= window_minutes_min) {
    out.log_volume_mean =
        (windows.log_volume_sum + snapshot.log_volume) / static_cast<double>(log_volumes);
  }
  const int64_t spreads = windows.spreads.count + 1;
  const bool has_spread = !std::isnan(snapshot.spread_bp);
  if (has_spread && spreads >= window_minutes_min) {
    out.spread_median = windows.spreads.median_with(snapshot.spread_bp);
  }
  out.minutes_left =
      std::max({left_until(window_minutes_min, mids), left_until(window_minutes_min, log_volumes),
                has_spread ? left_until(window_minutes_min, spreads) : 0,
                left_until(run_minutes, windows.run + 1)});
  return out;
}

}  // namespace features
