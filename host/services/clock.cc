// spark.clock/1: the wall clock. Driving it by recorded data is another implementation of this
// table.
#include "base/clock.h"

#include "services/extensions.h"

namespace spark::services {

const spark_ext_clock clock_extension = {
    [](const spark_host*) { return base::steady_ns(); },
    [](const spark_host*) { return base::utc_ms(); },
};

}  // namespace spark::services
