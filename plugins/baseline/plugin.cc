// The heuristic that answers when no model can: a base score, moved by three conditions on the
// snapshot. It needs no artefact and no history, so it always works; every constant is a setting.
#include <spark/plugin.h>

#include <algorithm>

namespace {

struct Constants {
  double base = 0.5;
  double rsi_high = 70.0, rsi_high_step = 0.1;
  double rsi_low = 30.0, rsi_low_step = 0.1;
  double volume_high = 1e7, volume_high_step = 0.05;
  double spread_wide_bp = 10.0, spread_wide_step = 0.05;
  double clip_low = 0.0, clip_high = 1.0;

  bool operator==(const Constants&) const = default;
};

double heuristic(const Constants& c, double rsi_14, double volume_1m, double spread_bp) {
  double score = c.base;
  if (rsi_14 > c.rsi_high) score += c.rsi_high_step;
  if (rsi_14 < c.rsi_low) score -= c.rsi_low_step;
  if (volume_1m > c.volume_high) score += c.volume_high_step;
  if (spread_bp > c.spread_wide_bp) score -= c.spread_wide_step;
  return std::clamp(score, c.clip_low, c.clip_high);
}

constexpr auto f64 = spark::ParamType::f64;
constexpr auto ratio = spark::ParamType::ratio;

class Baseline : public spark::Model {
 public:
  static constexpr const char* summary = "A heuristic over rsi_14, volume_1m and spread_bp";
  static constexpr spark::Param params[] = {
      {.name = "version",
       .type = spark::ParamType::string,
       .fallback = "heuristic-v1",
       .doc = "What answers and metric labels call it; change it with the constants"},
      {.name = "base", .type = ratio, .fallback = "0.5", .doc = "Score if no condition holds"},
      {.name = "rsi_high",
       .type = f64,
       .fallback = "70",
       .min = 0,
       .max = 100,
       .doc = "rsi_14 above this adds rsi_high_step"},
      {.name = "rsi_high_step", .type = ratio, .fallback = "0.1", .doc = "See rsi_high"},
      {.name = "rsi_low",
       .type = f64,
       .fallback = "30",
       .min = 0,
       .max = 100,
       .doc = "rsi_14 below this takes away rsi_low_step"},
      {.name = "rsi_low_step", .type = ratio, .fallback = "0.1", .doc = "See rsi_low"},
      {.name = "volume_high",
       .type = f64,
       .fallback = "10000000",
       .min = 0,
       .max = 1e18,
       .doc = "volume_1m above this adds volume_high_step"},
      {.name = "volume_high_step", .type = ratio, .fallback = "0.05", .doc = "See volume_high"},
      {.name = "spread_wide_bp",
       .type = f64,
       .fallback = "10",
       .min = 0,
       .max = 10'000,
       .doc = "spread_bp above this takes away spread_wide_step"},
      {.name = "spread_wide_step", .type = ratio, .fallback = "0.05", .doc = "See spread_wide_bp"},
      {.name = "clip_low", .type = ratio, .fallback = "0", .doc = "No score is below this"},
      {.name = "clip_high", .type = ratio, .fallback = "1", .doc = "No score is above this"},
  };

  explicit Baseline(const spark::Config& config)
      : Baseline(config.string("version"), read(config)) {}

  double predict(std::span<const double> row) const {
    return heuristic(constants_, row[0], row[1], row[2]);
  }

 private:
  Baseline(const std::string& version, const Constants& constants)
      : Model(describe(version, constants)), constants_(constants) {}

  static Constants read(const spark::Config& config) {
    const Constants c = {
        .base = config.f64("base"),
        .rsi_high = config.f64("rsi_high"),
        .rsi_high_step = config.f64("rsi_high_step"),
        .rsi_low = config.f64("rsi_low"),
        .rsi_low_step = config.f64("rsi_low_step"),
        .volume_high = config.f64("volume_high"),
        .volume_high_step = config.f64("volume_high_step"),
        .spread_wide_bp = config.f64("spread_wide_bp"),
        .spread_wide_step = config.f64("spread_wide_step"),
        .clip_low = config.f64("clip_low"),
        .clip_high = config.f64("clip_high"),
    };
    if (c.rsi_low > c.rsi_high) {
      throw spark::Error("rsi_low must not be above rsi_high", SPARK_E_INVALID);
    }
    if (c.clip_low >= c.clip_high) {
      throw spark::Error("clip_low must be below clip_high", SPARK_E_INVALID);
    }
    return c;
  }

  static spark::ModelInfo describe(const std::string& version, const Constants& constants) {
    spark::ModelInfo info = {.version = version,
                             .type = "heuristic",
                             .kind = SPARK_MODEL_HEURISTIC,
                             .target = {"up-move", "1min", "mid"},
                             .features = {"rsi_14", "volume_1m", "spread_bp"}};
    if (constants == Constants{}) {  // worked out by hand, so for the default constants only
      info.probe_rows = {50, 1e6, 2,  71, 1e6, 2, 29, 1e6, 2, 50, 2e7, 2,
                         50, 1e6, 11, 71, 2e7, 2, 29, 2e7, 2, 70, 1e7, 10};
      info.probe_scores = {0.5, 0.6, 0.4, 0.55, 0.45, 0.65, 0.45, 0.5};
    }
    return info;
  }

  const Constants constants_;
};

}  // namespace

SPARK_MODEL_PLUGIN(Baseline, "baseline", "1.0.0", "Spark");
