#include "training/volatility_rows.h"

#include <algorithm>
#include <cmath>

#include "spark/market/reader.h"
#include "support/market_data.h"

namespace spark::test {
namespace {

constexpr size_t day = 1440;

struct Minutes {
  std::vector<int64_t> ts_ms;
  std::vector<double> mid;
  std::vector<double> log_volume;
  std::vector<double> rsi;
};

Minutes read_all() {
  Minutes out;
  std::vector<std::string> files;
  for (const char* month : {"2023-12", "2024-01", "2024-02", "2024-03", "2024-04", "2024-05"}) {
    files.push_back(
        (market_data() / "btcusdt_1m" / (std::string("BTCUSDT-1m-") + month + ".csv.gz")).string());
  }
  const market::ReadOptions options;
  market::Reader reader(market::survey(files, options), options);
  market::Snapshot snapshot;
  while (reader.next(snapshot).value()) {
    out.ts_ms.push_back(snapshot.ts_ms);
    out.mid.push_back(snapshot.mid);
    out.log_volume.push_back(std::log1p(snapshot.vol_1m));
    out.rsi.push_back(snapshot.rsi_14);
  }
  return out;
}

// Sums of the last `width` values, at each place.
std::vector<double> rolling_sum(const std::vector<double>& values, size_t width) {
  std::vector<double> sums(values.size());
  for (size_t i = 0; i < values.size(); ++i) {
    double sum = 0;
    if (width <= 60) {
      for (size_t k = i + 1 > width ? i + 1 - width : 0; k <= i; ++k) sum += values[k];
    } else {
      sum = (i > 0 ? sums[i - 1] : 0) + values[i] - (i >= width ? values[i - width] : 0);
    }
    sums[i] = sum;
  }
  return sums;
}

std::vector<double> root(std::vector<double> values) {
  for (double& value : values) value = std::sqrt(value);
  return values;
}

// Medians of the last day's values, at each place.
std::vector<double> rolling_median(const std::vector<double>& values) {
  std::vector<double> sorted;
  std::vector<double> medians;
  for (size_t i = 0; i < values.size(); ++i) {
    sorted.insert(std::lower_bound(sorted.begin(), sorted.end(), values[i]), values[i]);
    if (i >= day) sorted.erase(std::lower_bound(sorted.begin(), sorted.end(), values[i - day]));
    const size_t half = sorted.size() / 2;
    medians.push_back(sorted.size() % 2 == 1 ? sorted[half]
                                             : (sorted[half - 1] + sorted[half]) / 2);
  }
  return medians;
}

VolatilityRows computed() {
  const Minutes minutes = read_all();
  const size_t count = minutes.mid.size();
  std::vector<double> returns(count);
  std::vector<double> squares(count);
  for (size_t i = 1; i < count; ++i) {
    returns[i] = std::log(minutes.mid[i] / minutes.mid[i - 1]);
    squares[i] = returns[i] * returns[i];
  }
  const auto rv5 = root(rolling_sum(squares, 5));
  const auto rv15 = root(rolling_sum(squares, 15));
  const auto rv60 = root(rolling_sum(squares, 60));
  const auto median = rolling_median(rv5);
  const auto day_squares = rolling_sum(squares, day);
  const auto day_volume = rolling_sum(minutes.log_volume, day);

  VolatilityRows rows;
  rows.names = {"bias", "r1", "r5", "log_volume", "rsi", "rv5", "rv15", "rv60"};
  for (size_t i = 2 * day; i + 5 < count; ++i) {
    const double sigma = std::sqrt(day_squares[i] / day);
    const auto over_median = [&](double rv, double width) {
      return std::log((rv / std::sqrt(width / 5) + 1e-6) / (median[i] + 1e-6));
    };
    rows.ts_ms.push_back(minutes.ts_ms[i]);
    const double features[] = {
        1,
        returns[i] / sigma,
        std::log(minutes.mid[i] / minutes.mid[i - 5]) / (sigma * std::sqrt(5)),
        minutes.log_volume[i] - day_volume[i] / day,
        (minutes.rsi[i] - 50) / 30,
        over_median(rv5[i], 5),
        over_median(rv15[i], 15),
        over_median(rv60[i], 60)};
    rows.values.insert(rows.values.end(), std::begin(features), std::end(features));
    rows.persistence.push_back(std::log(rv60[i]) - std::log(median[i]));
    rows.labels.push_back(rv5[i + 5] > median[i] ? 1 : 0);
  }
  return rows;
}

}  // namespace

VolatilityRows VolatilityRows::between(int64_t from_ms, int64_t until_ms) const {
  const auto first = std::lower_bound(ts_ms.begin(), ts_ms.end(), from_ms) - ts_ms.begin();
  const auto last = std::lower_bound(ts_ms.begin(), ts_ms.end(), until_ms) - ts_ms.begin();
  const auto width = static_cast<ptrdiff_t>(names.size());
  VolatilityRows out;
  out.names = names;
  out.ts_ms.assign(ts_ms.begin() + first, ts_ms.begin() + last);
  out.values.assign(values.begin() + first * width, values.begin() + last * width);
  out.persistence.assign(persistence.begin() + first, persistence.begin() + last);
  out.labels.assign(labels.begin() + first, labels.begin() + last);
  return out;
}

void VolatilityRows::append(const VolatilityRows& later) {
  const auto add = [](auto& to, const auto& from) {
    to.insert(to.end(), from.begin(), from.end());
  };
  add(ts_ms, later.ts_ms);
  add(values, later.values);
  add(persistence, later.persistence);
  add(labels, later.labels);
}

const VolatilityRows& volatility_rows() {
  static const VolatilityRows rows = market_data().empty() ? VolatilityRows() : computed();
  return rows;
}

int64_t month_start(size_t month) {
  constexpr int64_t december_2023 = 1'701'388'800'000;
  constexpr int64_t days[] = {0, 31, 62, 91, 122, 152, 183};
  return december_2023 + days[month] * 86'400'000;
}

}  // namespace spark::test
