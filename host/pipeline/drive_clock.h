// A frame's time drives the event clock.
#pragma once

#include "frame/frame.h"
#include "frame/plan.h"

namespace spark::pipeline {

// Before the stages of the frame run; returns when all that was due by its time has ended. A frame
// without a time of the years 1970 to 2199 drives nothing, nor does a synthetic one. [worker]
void drive_clock(const frame::ClockDrive& drive, const frame::Frame& frame);

}  // namespace spark::pipeline
