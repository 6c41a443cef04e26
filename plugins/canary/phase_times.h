// How long the candidate took for the selected requests of the phase that is open, also where that
// began under an earlier object of the plugin, or before the host came back.
#pragma once

#include <array>
#include <cstdint>
#include <string>

#include "spark/bytes.h"
#include "times.h"

namespace canary {

// One thread. `now` is what workers counted since this object was made.
class PhaseTimes {
 public:
  using Cells = std::array<uint64_t, TimeSketch::cells>;

  void begin(const Cells& now);
  [[nodiscard]] TimeSketch of_phase(const Cells& now) const;

  // As a value of that run and phase; reading takes over what was kept of the same, and nothing of
  // another. Throws spark::Error for bytes that are none.
  void write(spark::ByteWriter& out, const std::string& run, uint32_t phase,
             const Cells& now) const;
  void read(spark::ByteReader& in, const std::string& run, uint32_t phase, const Cells& now);

 private:
  [[nodiscard]] Cells cells(const Cells& now) const;

  Cells before_{};  // when the phase began, or when `kept_` was read
  Cells kept_{};
};

}  // namespace canary
