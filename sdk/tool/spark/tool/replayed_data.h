// What a command adds where windows that end now hold nothing: recorded data are of another time.
#pragma once

#include <string_view>

namespace spark::tool {

inline constexpr std::string_view no_samples_hint =
    "No samples: windows end at the host's clock. Replayed data lie in them only where `clock:` in "
    "the\nhost's configuration lets their own time drive it (docs/operating.md, Replay in event "
    "time).\n";

}  // namespace spark::tool
