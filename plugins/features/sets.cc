#include "sets.h"

#include <cmath>

namespace features {
namespace {

constexpr Feature v1_8[] = {
    {"bias", "Always 1", [](const Snapshot&) { return 1.0; }},
    {"mid_price", "Mid price of the snapshot", [](const Snapshot& s) { return s.mid; }},
    {"spread_bp", "Spread in basis points", [](const Snapshot& s) { return s.spread_bp; }},
    {"volume_1m", "Volume of the last minute", [](const Snapshot& s) { return s.vol1m; }},
    {"rsi_14", "Relative strength index over 14 periods",
     [](const Snapshot& s) { return s.rsi14; }},
    {"log_volume", "ln(1 + volume_1m)", [](const Snapshot& s) { return std::log1p(s.vol1m); }},
};

constexpr Set sets[] = {{"v1.8", v1_8}};

}  // namespace

std::span<const Set> known_sets() {
  return sets;
}

}  // namespace features
