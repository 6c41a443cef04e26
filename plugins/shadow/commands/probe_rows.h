// The requests of a smoke run: snapshots spread over what a market can look like, the same for the
// same seed on every machine.
#pragma once

#include <cstdint>
#include <random>
#include <string>
#include <string_view>

namespace spark::smoke {

class ProbeRows {
 public:
  ProbeRows(uint64_t seed, std::string_view symbol) : symbol_(symbol), random_(seed) {}

  // The next request body. Prices and volumes are spread evenly in their logarithm: mid 5 k to 100
  // k, volume 10 k to 50 M, spread 0.1 to 50 bp, RSI 1 to 99 evenly. Minutes follow each other from
  // 2024-01-01 on.
  std::string next();

 private:
  double between(double low, double high);
  double log_between(double low, double high);

  std::string symbol_;
  std::mt19937_64 random_;
  uint64_t rows_ = 0;
};

}  // namespace spark::smoke
