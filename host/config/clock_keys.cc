// The keys of `clock:`.
#include <array>

#include "config/keys.h"

namespace spark::config {
namespace {

constexpr std::array<std::string_view, 2> units = {"ms", "s"};

constexpr Key clock_table[] = {
    {.name = "event",
     .shape = Shape::slot,
     .required = true,
     .doc = "The input that has a frame's time since 1970, in full: input.snapshot.ts"},
    {.name = "unit", .shape = Shape::word, .doc = "Of that input; ms unless given", .words = units},
    {.name = "pipeline",
     .shape = Shape::name,
     .doc = "The pipeline that drives, if several have such an input"},
    {.name = "max_step",
     .shape = Shape::duration,
     .doc = "A longer step from frame to frame is a gap, after which timers are called once; 1h "
            "unless given"},
};

}  // namespace

constinit const Keys clock_keys{"a map such as {event: input.snapshot.ts, unit: ms}", clock_table};

}  // namespace spark::config
