// A plan and a state as bytes and back.
#pragma once

#include "plan.h"
#include "spark/bytes.h"
#include "state.h"

namespace canary {

void write_plan(spark::ByteWriter& out, const Plan& plan);
void write_state(spark::ByteWriter& out, const State& state);

// Both throw spark::Error for bytes that are none.
[[nodiscard]] Plan read_plan(spark::ByteReader& in);
[[nodiscard]] State read_state(spark::ByteReader& in, const Plan& plan);

}  // namespace canary
