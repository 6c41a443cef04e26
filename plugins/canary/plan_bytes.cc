#include "plan_bytes.h"

#include <algorithm>
#include <string>

#include "spark/error.h"

namespace canary {
namespace {

template <class Enum>
Enum read_enum(spark::ByteReader& in, Enum last) {
  const uint64_t value = in.u64();
  if (value > static_cast<uint64_t>(last))
    throw spark::Error("canary: " + std::to_string(value) + " is no such value", SPARK_E_INVALID);
  return static_cast<Enum>(value);
}

}  // namespace

void write_plan(spark::ByteWriter& out, const Plan& plan) {
  out.bytes(plan.name);
  out.u64(plan.phases.size());
  for (const Phase& phase : plan.phases) {
    out.u64(phase.split_ppm);
    out.i64(phase.duration_ms);
    out.u64(phase.samples);
  }
  for (const double each : {plan.slo.p95_ms, plan.slo.errors, plan.slo.match}) out.f64(each);
  for (const Limit& limit : plan.limits) {
    out.f64(limit.limit);
    out.i64(limit.window_ms);
  }
  out.i64(plan.hold_ms_max);
}

Plan read_plan(spark::ByteReader& in) {
  Plan plan;
  plan.name = std::string(in.bytes());
  const uint64_t phases = in.u64();
  for (uint64_t i = 0; i < phases && i <= phases_max; ++i) {
    Phase phase;
    phase.split_ppm = static_cast<uint32_t>(std::min<uint64_t>(in.u64(), UINT32_MAX));
    phase.duration_ms = in.i64();
    phase.samples = in.u64();
    plan.phases.push_back(phase);
  }
  for (double* each : {&plan.slo.p95_ms, &plan.slo.errors, &plan.slo.match}) *each = in.f64();
  for (Limit& limit : plan.limits) {
    limit.limit = in.f64();
    limit.window_ms = in.i64();
  }
  plan.hold_ms_max = in.i64();
  // A canary that was never started has no phases.
  const std::string mistake = phases == 0 ? "" : mistake_in(plan);
  if (!mistake.empty()) throw spark::Error("canary: " + mistake, SPARK_E_INVALID);
  return plan;
}

void write_state(spark::ByteWriter& out, const State& state) {
  out.u64(static_cast<uint64_t>(state.kind));
  out.u64(static_cast<uint64_t>(state.mode));
  out.u64(static_cast<uint64_t>(state.hold));
  out.u64(static_cast<uint64_t>(state.cause));
  for (const uint64_t each : {uint64_t{state.phase}, uint64_t{state.open}, state.run, state.order,
                              uint64_t{state.awaits}, state.epoch})
    out.u64(each);
  for (const int64_t each :
       {state.since_ms, state.phase_since_ms, state.active_ms, state.seen_ms, state.expected_ms})
    out.i64(each);
}

State read_state(spark::ByteReader& in, const Plan& plan) {
  State state;
  state.kind = read_enum(in, Kind::failed);
  state.mode = read_enum(in, Mode::live);
  state.hold = read_enum(in, Hold::not_recorded);
  state.cause = read_enum(in, Cause::hold_max);
  const uint64_t phase = in.u64();
  const uint64_t open = in.u64();
  const bool is_phase = phase < plan.phases.size() || (phase == 0 && plan.phases.empty());
  if (!is_phase || open > plan.phases.size())
    throw spark::Error("canary: its plan has no such phase", SPARK_E_INVALID);
  state.phase = static_cast<uint32_t>(phase);
  state.open = static_cast<uint32_t>(open);
  state.run = in.u64();
  state.order = in.u64();
  state.awaits = in.u64() != 0;
  state.epoch = in.u64();
  for (int64_t* each : {&state.since_ms, &state.phase_since_ms, &state.active_ms, &state.seen_ms,
                        &state.expected_ms})
    *each = in.i64();
  return state;
}

}  // namespace canary
