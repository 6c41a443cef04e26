// How much a record of the log matters.
#pragma once

#include <cstdint>

namespace spark::base::log {

enum class Level : uint32_t { debug = 0, info = 1, warn = 2, error = 3 };  // SPARK_LOG_*

}  // namespace spark::base::log
