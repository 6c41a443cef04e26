// The document of GET /quality.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>

#include "track.h"

namespace quality {

struct Reported {
  const Track& track;                                    // borrowed
  int64_t now_ms = 0;                                    // the host's clock, where windows end
  std::array<std::optional<uint64_t>, role_count> live;  // keys of the models that serve
  std::string symbol;                                    // "": all of them
  // A span of its own instead of the windows, if one of them is there: predictions of snapshots
  // within [from_ms, until_ms).
  std::optional<int64_t> from_ms = {};
  std::optional<int64_t> until_ms = {};
};

// Computes the figures of every model whose predictions are kept: some 50 ms for each, month and
// symbol. [jobs]
[[nodiscard]] std::string report_json(const Reported& reported);

}  // namespace quality
