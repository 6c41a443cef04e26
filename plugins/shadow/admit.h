// Decides which requests the candidate is asked for: none while shadow is disabled, otherwise an
// even share.
#pragma once

#include "spark/stage.h"

namespace shadow {

class Shadow;

// Spreads a share evenly: every call adds the share to a credit, and a whole credit is spent on a
// yes. In fixed point, so that 10% is one in ten for ever. Random choice was rejected: it needs far
// more requests for the same share, and differs from run to run.
class EvenShare {
 public:
  static uint64_t step_of(double share) { return static_cast<uint64_t>(share * whole + 0.5); }

  [[nodiscard]] bool next(uint64_t step) {
    credit_ += step;
    if (credit_ < whole) return false;
    credit_ -= whole;
    return true;
  }

 private:
  static constexpr uint64_t whole = uint64_t{1} << 32u;
  uint64_t credit_ = 0;
};

class Admit : public spark::Stage {
 public:
  static constexpr const char* type = "admit";
  static constexpr const char* doc = "Off switch and sampling, for a candidate's `when`";

  struct Worker {
    EvenShare share;
  };

  Admit(Shadow& plugin, const spark::Config&) : plugin_(plugin) {}

  void run(Worker& worker, spark::Frame frame) const;

 private:
  const Shadow& plugin_;
  spark::Output<bool> selected_{*this, "selected", "Whether the candidate is asked",
                                SPARK_SLOT_NEVER_NULL};
};

}  // namespace shadow
