// What becomes of the configured alerts as facts change. Pure: rows, facts, the states before and
// the time give the states after and what changed.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "config/alert.h"

namespace spark::telemetry {

enum class Phase : uint8_t {
  inactive,  // the condition does not hold
  pending,   // it holds, but not for long enough yet
  firing,
  absent,  // there is no fact to tell by
};
[[nodiscard]] std::string_view phase_name(Phase phase);
// As series and facts have it: −1 absent, 0 inactive, 1 pending, 2 firing.
[[nodiscard]] int phase_number(Phase phase);

struct AlertState {
  std::string condition;  // that it is the state of; see condition_of()
  Phase phase = Phase::inactive;
  int64_t since_utc_ms = 0;
  std::optional<double> value;  // of the fact, when it was looked at last

  friend bool operator==(const AlertState&, const AlertState&) = default;
};
using AlertStates = std::map<std::string, AlertState>;  // by the alert's name

struct Transition {
  std::string alert;
  Phase from = Phase::inactive;
  std::optional<Phase> to;  // nothing: the row is gone, or asks for something else now
  std::optional<double> value;
};

struct Evaluation {
  AlertStates states;  // of each row
  std::vector<Transition> transitions;
};

struct FoundFact {
  double value = 0;
  int64_t age_ms = 0;
};
// The row's fact; nothing where it is absent.
using FindFact = std::function<std::optional<FoundFact>(const config::Alert& row)>;

// What a row asks, in words: rows that ask the same are alike, and keep their state however else
// they were edited. "host.predict.p95_ms.5min above 50 for 300000 ms"
[[nodiscard]] std::string condition_of(const config::Alert& row);

// A row that was alike before goes on from its state; any other begins as inactive. A clock that
// was set back counts as if no time had passed.
// `is_settling`: the host has just started, and facts are still to be published; a row that has a
// state keeps it where its fact is absent.
[[nodiscard]] Evaluation evaluate(std::span<const config::Alert> rows, const FindFact& find,
                                  const AlertStates& before, int64_t now_utc_ms,
                                  bool is_settling = false);

// Whether an operator must find it in the chain: it began to fire, or ceased to.
[[nodiscard]] bool is_for_the_record(const Transition& transition);

}  // namespace spark::telemetry
