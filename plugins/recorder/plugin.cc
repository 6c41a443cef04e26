#include "plugin.h"

namespace recorder {

Recorder::Recorder(spark::Host host, const spark::Config& config)
    : RequestLogs(host, static_cast<uint32_t>(config.i64("days")),
                  static_cast<uint64_t>(config.i64("bytes")),
                  static_cast<uint64_t>(config.i64("ring"))),
      skew_(host, config.string("listener")),
      losses_(host, *this) {}

}  // namespace recorder

SPARK_PLUGIN(recorder::Recorder, "recorder", "1.0.0", "Spark");
