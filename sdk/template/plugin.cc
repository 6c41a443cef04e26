// The smallest complete plugin: one model, which scores a row of two features.
#include <spark/plugin.h>

#include <algorithm>

namespace {

class UpMove : public spark::Model {
 public:
  static constexpr const char* summary =
      "Template: a score that leans with rsi_14 and against spread";
  static constexpr spark::Param params[] = {
      {.name = "lean",
       .type = spark::ParamType::f64,
       .fallback = "0.01",
       .min = 0,
       .max = 1,
       .doc = "Score per point of rsi_14 away from fifty"},
  };

  explicit UpMove(const spark::Config& config)
      : Model({.version = "up-move-v1",
               .type = "heuristic",
               .kind = SPARK_MODEL_HEURISTIC,
               .target = {"up-move", "1min", "mid"},
               .features = {"rsi_14", "spread_bp"}}),
        lean_(config.f64("lean")) {}

  // Called by all workers at once: reads members, changes none.
  double predict(std::span<const double> row) const {
    const double rsi = row[0];
    const double spread_bp = row[1];
    return std::clamp(0.5 + lean_ * (rsi - 50.0) - 0.001 * spread_bp, 0.0, 1.0);
  }

 private:
  const double lean_;
};

}  // namespace

SPARK_MODEL_PLUGIN(UpMove, "up-move", "1.0.0", "Your name");
