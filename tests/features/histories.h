// Markets for the tests of features, and an implementation of the formulas that shares nothing with
// the plugin's.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "spark/market/snapshot.h"

namespace spark::test {

// Features by their names, NaN where they are not ready, straight from the definitions: over all
// the snapshots that came before, each of a later minute than the one before.
class PlainFeatures {
 public:
  std::map<std::string, double> of(const market::Snapshot& snapshot);
  void add(const market::Snapshot& snapshot);  // the same without an answer

 private:
  struct Minute {
    double mid, log_volume, spread_bp;
  };
  [[nodiscard]] double mid(int64_t minute) const;
  [[nodiscard]] double ret(int64_t minute) const;
  [[nodiscard]] double volatility(int64_t last, int64_t minutes) const;
  [[nodiscard]] std::vector<double> window(int64_t last,
                                           double (PlainFeatures::*of)(int64_t) const) const;
  [[nodiscard]] double log_volume(int64_t minute) const;
  [[nodiscard]] double spread(int64_t minute) const;
  [[nodiscard]] double rv5(int64_t minute) const { return volatility(minute, 5); }

  std::map<int64_t, Minute> minutes_;
};

// A random walk of so many minutes, of which some are missing; half as many spreads are estimates.
std::vector<market::Snapshot> random_market(uint32_t seed, int64_t minutes, double missing);

// The file that an exchange would publish of it: the prices, and a volume of 2.
std::string klines(const std::vector<market::Snapshot>& market);

}  // namespace spark::test
