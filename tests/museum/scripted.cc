// Models that misbehave on the rows on which they are told to, the same each time (scripted.h).
// Tests of canaries use them as production and candidate.
#include "museum/scripted.h"

#include <chrono>
#include <limits>
#include <span>
#include <stdexcept>
#include <thread>

#include "spark/plugin.h"

namespace museum {

using spark::test::Script;

class Scripted : public spark::Model {
 public:
  static constexpr const char* summary = "Misbehaves on the rows that say so";
  static constexpr spark::Param params[] = {{.name = "version",
                                             .type = spark::ParamType::string,
                                             .fallback = "scripted-1",
                                             .doc = "Version"}};

  explicit Scripted(const spark::Config& config)
      : Model({.version = config.string("version"),
               .type = "scripted",
               .target = {"up-move", "1min", "mid"},
               .features = {spark::test::script_features.begin(),
                            spark::test::script_features.end()}}) {}

  double predict(std::span<const double> row) const {
    const bool hits = spark::test::script_hits(static_cast<uint64_t>(row[0]),
                                               static_cast<uint64_t>(row[1]), row[2]);
    if (!hits) return spark::test::script_score;
    switch (static_cast<Script>(row[3])) {
      case Script::fail:
        throw spark::Error("told to fail");
      case Script::raise:
        throw std::logic_error("told to throw");
      case Script::nan:
        return std::numeric_limits<double>::quiet_NaN();
      case Script::slow:
        std::this_thread::sleep_for(std::chrono::milliseconds(spark::test::script_slow_ms));
        return spark::test::script_score;
      default:
        return spark::test::script_other_score;
    }
  }
};

}  // namespace museum

SPARK_MODEL_PLUGIN(museum::Scripted, "scripted", "1.0.0", "Museum");
