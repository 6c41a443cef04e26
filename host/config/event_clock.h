// `clock:`: an input of one pipeline drives the time that plugins go by.
#pragma once

#include <cstdint>
#include <string>

#include "config/errors.h"

namespace spark::config {

struct Config;
struct Pipeline;

struct EventClock {
  Place place;
  std::string event;  // the input that has the time, in full: input.snapshot.ts
  Place event_place;
  int64_t unit_ms = 1;         // of its numbers
  std::string pipeline;        // that drives; "": the only one with such an input
  double step_ms_max = 3.6e6;  // a longer step is a gap

  // Wherever it stands in the file.
  [[nodiscard]] bool is_same(const EventClock& other) const {
    return event == other.event && unit_ms == other.unit_ms && pipeline == other.pipeline &&
           step_ms_max == other.step_ms_max;
  }
};

// The one that drives; null if there is no event clock, or not one such pipeline.
[[nodiscard]] const Pipeline* driving_pipeline(const Config& config);

// Whether the rest of the file has what an event clock needs.
void check_clock(const Config& config, Errors& errors);

}  // namespace spark::config
