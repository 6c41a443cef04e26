// spark.clock/2: the machine's clocks, and the event clock where one drives.
#include "base/event_clock.h"
#include "services/extensions.h"

namespace spark::services {

const spark_ext_clock clock_extension = {
    [](const spark_host*) { return base::steady_ns(); },
    [](const spark_host*) { return base::utc_ms(); },
    [](const spark_host*) { return base::request_utc_ms(); },
};

}  // namespace spark::services
