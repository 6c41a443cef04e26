// What a recomputation found, for people, for programs and for the recorder.
#pragma once

#include <boost/json/value.hpp>
#include <string>

#include "skew.h"

namespace spark::skew {

[[nodiscard]] std::string as_text(const Found& found, size_t width);
[[nodiscard]] boost::json::value as_json(const Found& found, const std::string& library);
// What the recorder's route takes: times, counts, verdict, the library's digest, and the values
// that differ by feature.
[[nodiscard]] std::string for_the_record(const Found& found, const std::string& library);

}  // namespace spark::skew
