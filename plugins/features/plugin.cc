#include "plugin.h"

namespace features {

Features::Features(spark::Host host, const spark::Config& config)
    : Offer(host, config.strings("sets"), static_cast<uint32_t>(config.i64("symbols"))) {}

}  // namespace features

SPARK_PLUGIN(features::Features, "features", "1.1.0", "Spark");
