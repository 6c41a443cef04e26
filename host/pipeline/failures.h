// How a stage's failure is written down, without an allocation. Not for use outside this layer.
#pragma once

#include <fmt/format.h>

#include <utility>

#include "frame/frame.h"
#include "pipeline/outcome.h"

namespace spark::pipeline {

// Fills `failure` and returns `outcome`. [worker]
template <class... Args>
Outcome fail_with(frame::Failure& failure, int32_t code, Outcome outcome,
                  fmt::format_string<Args...> format, Args&&... args) {
  const auto written =
      fmt::format_to_n(failure.text, sizeof failure.text - 1, format, std::forward<Args>(args)...);
  failure.code = code;
  failure.length = static_cast<uint32_t>(written.out - failure.text);
  failure.text[failure.length] = '\0';
  return outcome;
}

inline Outcome outcome_of(int32_t code) {
  return code == frame::not_ready ? Outcome::not_ready : Outcome::failed;
}

}  // namespace spark::pipeline
