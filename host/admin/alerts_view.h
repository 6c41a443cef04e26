// The alerts and their states, as operators see them.
#pragma once

#include <string>

#include "telemetry/alert_keeper.h"

namespace spark::admin {

[[nodiscard]] std::string alerts_view(const telemetry::AlertKeeper& alerts);

}  // namespace spark::admin
