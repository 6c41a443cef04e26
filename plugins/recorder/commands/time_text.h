// Times of rows as people read them.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>

#include "spark/tool/format.h"

namespace recorder {

// "2024-05-01T00:00:00Z" of milliseconds since 1970. Pure.
inline std::string time_text(int64_t ms) {
  using std::chrono::milliseconds;
  return spark::tool::utc_text(std::chrono::system_clock::time_point(milliseconds(ms)));
}

}  // namespace recorder
