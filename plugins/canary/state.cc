#include "state.h"

namespace canary {

uint32_t share_ppm(const State& state, const Plan& plan) {
  const bool may =
      state.kind == Kind::running || state.kind == Kind::held || state.kind == Kind::completed;
  if (!may || state.open == 0 || state.open > plan.phases.size()) return 0;
  return plan.phases[state.open - 1].split_ppm;
}

uint32_t weight_ppm(const State& state, const Plan& plan) {
  return state.mode == Mode::live ? share_ppm(state, plan) : 0;
}

bool is_under_way(const State& state) {
  return state.kind == Kind::running || state.kind == Kind::held || state.kind == Kind::paused ||
         (state.kind == Kind::completed && state.open > 0);
}

const char* name_of(Kind kind) {
  static constexpr const char* names[kinds_count] = {"idle",     "preflight", "running",
                                                     "held",     "paused",    "completed",
                                                     "aborting", "aborted",   "failed"};
  return names[static_cast<size_t>(kind)];
}

const char* name_of(Hold hold) {
  static constexpr const char* names[] = {"", "too few samples", "common cause", "restarted",
                                          "not recorded"};
  return names[static_cast<size_t>(hold)];
}

const char* name_of(Cause cause) {
  static constexpr const char* names[] = {"",
                                          "asked",
                                          "paired evidence",
                                          "evidence by arm",
                                          "error evidence",
                                          "latency evidence",
                                          "latency limit",
                                          "error limit",
                                          "match limit",
                                          "crash",
                                          "critical alert",
                                          "forced change of a model",
                                          "progress deadline",
                                          "hold_max"};
  return names[static_cast<size_t>(cause)];
}

const char* name_of(Mode mode) {
  return mode == Mode::live ? "live" : "observe-only";
}

}  // namespace canary
