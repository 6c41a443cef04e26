// A stage that only looks, and a model to look at.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "pipeline/fixture.h"

namespace spark::pipeline::test {

inline frame::SlotSpec in(const std::string& name, frame::Type type) {
  return {name, type, false, false, false, ""};
}
inline frame::SlotSpec out(const std::string& name, frame::Type type = frame::Type::f64) {
  return {name, type, false, false, type == frame::Type::f64, ""};
}

// What an observer found in its inputs.
struct Seen {
  std::vector<frame::Value> values;
  int runs = 0;

  StageSpec spec(std::vector<frame::SlotSpec> inputs) {
    return {std::move(inputs), {}, [this](const auto& values_now, auto&, auto&, auto&) {
              values = values_now;
              ++runs;
              return frame::ok;
            }};
  }
};

inline const auto copies = [](const auto& in_values, auto& out_values, auto&, auto&) {
  out_values[0] = in_values[0];
  return frame::ok;
};

// A feature `a`, copied from input.a, and a model of it that scores twice its row.
inline void add_model(Fixture& fixture, bool accepts_missing = false) {
  fixture.stage("f", {{in("input.a", frame::Type::f64)}, {out("a")}, copies});
  fixture.model(
      "m", {"a"},
      [](const double* row, double* score, uint8_t* status, auto& failure) {
        if (row[0] < 0) {
          failure.set(frame::failed, "below zero");
          return int32_t{frame::failed};
        }
        *score = row[0] * 2;
        *status = frame::row_ok;
        return int32_t{frame::ok};
      },
      accepts_missing);
}

}  // namespace spark::pipeline::test
