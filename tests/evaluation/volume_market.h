// A market whose next direction depends on the volume of the minute, as a file of klines, and an
// artefact that knows it.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "training/artefact_plan.h"

namespace spark::test {

inline constexpr int64_t market_start_ms = 1'709'510'400'000;  // 2024-03-04, a Monday
inline constexpr double volume_weight = 1.2;                   // of ln(1 + volume) - 10

struct Minute {
  int64_t ts_ms = 0;  // of the snapshot
  double close = 0;
  double volume = 0;  // in money
};

// P(up) = 1 / (1 + exp(-1.2 (ln(1 + volume) - 10))), volumes e^8 to e^12.
[[nodiscard]] std::vector<Minute> volume_market(size_t minutes);

// As an exchange publishes them; the name says the symbol.
[[nodiscard]] std::filesystem::path write_market(const std::filesystem::path& folder,
                                                 const std::vector<Minute>& market);

// A logistic model with the market's own weight; `weight` for another one. Its manifest says that
// it was trained on the 60 days before the market, with 60 min of embargo.
[[nodiscard]] training::ArtefactPlan volume_model(const std::string& version,
                                                  double weight = volume_weight);

// Through the writer of artefacts.
void write_model(const std::filesystem::path& folder, const training::ArtefactPlan& plan);

}  // namespace spark::test
