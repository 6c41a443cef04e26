// A market of a few days as a file of klines, the same on every machine.
#pragma once

#include <cmath>
#include <filesystem>
#include <fstream>

#include "spark/stats/random.h"

namespace spark::test {

// Minutes from 2024-01-01 on, without those in [gap_begin, gap_end). Volatility comes in waves of
// hours, so that there is something to learn of it; directions are noise.
inline void write_klines(const std::filesystem::path& file, int64_t minutes, int64_t gap_begin = 0,
                         int64_t gap_end = 0) {
  constexpr int64_t start_ms = 1'704'067'200'000;
  stats::Random random(11);
  std::ofstream out(file);
  double close = 40'000;
  out.precision(10);
  for (int64_t i = 0; i < minutes; ++i) {
    const double wave = 1 + 0.8 * std::sin(static_cast<double>(i) / 60);
    const double open = close;
    close *= std::exp(4e-4 * wave * (random.uniform() + random.uniform() - 1));
    if (i >= gap_begin && i < gap_end) continue;
    const double high = std::max(open, close) * 1.0001;
    const double low = std::min(open, close) * 0.9999;
    const double volume = 1 + random.uniform();
    const int64_t at = start_ms + i * 60'000;
    out << at << ',' << open << ',' << high << ',' << low << ',' << close << ',' << volume << ','
        << at + 59'999 << ',' << volume * (high + low) / 2 << ",10,0.5,20000,0\n";
  }
}

}  // namespace spark::test
