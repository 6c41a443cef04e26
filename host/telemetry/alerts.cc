#include "telemetry/alerts.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "config/units.h"

namespace spark::telemetry {
namespace {

bool holds(config::Comparison comparison, double value, double threshold) {
  switch (comparison) {
    case config::Comparison::above:
      return value > threshold;
    case config::Comparison::at_least:
      return value >= threshold;
    case config::Comparison::below:
      return value < threshold;
    case config::Comparison::at_most:
      return value <= threshold;
    case config::Comparison::equal:
      return value == threshold;
    case config::Comparison::not_equal:
      return value != threshold;
  }
  return false;
}

// What the row says of its fact now; nothing where there is no fact to tell by.
std::optional<bool> answer_of(const config::Alert& row, const std::optional<FoundFact>& fact) {
  if (fact) return holds(row.comparison, fact->value, row.threshold);
  if (row.absence == config::Absence::firing) return true;
  if (row.absence == config::Absence::inactive) return false;
  return std::nullopt;
}

Phase next_phase(const config::Alert& row, const AlertState& before, std::optional<bool> answer,
                 int64_t now_utc_ms) {
  if (!answer) return before.phase == Phase::firing ? Phase::firing : Phase::absent;
  if (!*answer) return Phase::inactive;
  if (before.phase == Phase::firing || row.for_ms <= 0) return Phase::firing;
  const auto held_ms = static_cast<double>(now_utc_ms - before.since_utc_ms);
  return before.phase == Phase::pending && held_ms >= row.for_ms ? Phase::firing : Phase::pending;
}

std::optional<FoundFact> fresh(const config::Alert& row, std::optional<FoundFact> fact) {
  const bool is_old = fact && row.age_ms_max && static_cast<double>(fact->age_ms) > *row.age_ms_max;
  return is_old ? std::nullopt : fact;
}

}  // namespace

std::string_view phase_name(Phase phase) {
  constexpr std::array<std::string_view, 4> names = {"inactive", "pending", "firing", "absent"};
  return names[static_cast<size_t>(phase)];
}

int phase_number(Phase phase) {
  return phase == Phase::absent ? -1 : static_cast<int>(phase);
}

std::string condition_of(const config::Alert& row) {
  std::string text = row.fact;
  const auto about = [&text](const char* what, const std::string& name) {
    if (!name.empty()) text.append(" of ").append(what).append(" ").append(name);
  };
  about("pipeline", row.subject.pipeline);
  about("model", row.subject.model);
  about("artefact", row.subject.sha256);
  fmt::format_to(std::back_inserter(text), " {} {}", config::comparison_word(row.comparison),
                 row.threshold);
  if (row.for_ms > 0) text.append(" for ").append(config::duration_text(row.for_ms));
  if (row.age_ms_max)
    text.append(", at most ").append(config::duration_text(*row.age_ms_max)).append(" old");
  if (row.absence != config::Absence::unknown)
    text.append(row.absence == config::Absence::firing ? ", absent fires" : ", absent passes");
  return text;
}

Evaluation evaluate(std::span<const config::Alert> rows, const FindFact& find,
                    const AlertStates& before, int64_t now_utc_ms, bool is_settling) {
  Evaluation result;
  for (const config::Alert& row : rows) {
    AlertState state{condition_of(row), Phase::inactive, now_utc_ms, {}};
    const auto known = before.find(row.name);
    if (known != before.end() && known->second.condition == state.condition) {
      state = known->second;
      state.since_utc_ms = std::min(state.since_utc_ms, now_utc_ms);
    } else if (known != before.end()) {
      result.transitions.push_back({row.name, known->second.phase, {}, known->second.value});
    }
    const auto fact = fresh(row, find(row));
    if (is_settling && !fact && known != before.end() &&
        known->second.condition == state.condition) {
      result.states.emplace(row.name, std::move(state));
      continue;
    }
    const Phase next = next_phase(row, state, answer_of(row, fact), now_utc_ms);
    state.value = fact ? std::optional(fact->value) : std::nullopt;
    if (next != state.phase) {
      result.transitions.push_back({row.name, state.phase, next, state.value});
      state.phase = next;
      state.since_utc_ms = now_utc_ms;
    }
    result.states.emplace(row.name, std::move(state));
  }
  for (const auto& [name, state] : before)
    if (!result.states.contains(name))
      result.transitions.push_back({name, state.phase, {}, state.value});
  return result;
}

bool is_for_the_record(const Transition& transition) {
  return transition.from == Phase::firing || transition.to == Phase::firing;
}

}  // namespace spark::telemetry
