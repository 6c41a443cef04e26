#include "telemetry/alert_keeper.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json.hpp>
#include <cmath>
#include <iterator>
#include <utility>

#include "base/clock.h"
#include "base/log.h"

namespace spark::telemetry {
namespace {

namespace json = boost::json;

// Half a minute after a start: plugins act by then, and have published what they measure.
constexpr uint32_t settling_looks = 6;

// No plugin has the host's name.
const services::DurableName kept_name = {"host", "alerts", "host.alerts/1"};

// Of what can be looked at again, the value is left out: it changes with every look.
std::string as_text(const AlertStates& states) {
  json::object all;
  for (const auto& [name, state] : states) {
    all[name] = {{"condition", state.condition},
                 {"phase", std::string(phase_name(state.phase))},
                 {"since", state.since_utc_ms}};
  }
  return json::serialize(all);
}

std::optional<Phase> phase_of(std::string_view name) {
  for (const Phase phase : {Phase::inactive, Phase::pending, Phase::firing, Phase::absent})
    if (phase_name(phase) == name) return phase;
  return std::nullopt;
}

std::optional<AlertState> state_of(const json::value& value) {
  const json::object* const object = value.if_object();
  if (object == nullptr) return std::nullopt;
  const json::value* const condition = object->if_contains("condition");
  const json::value* const phase = object->if_contains("phase");
  const json::value* const since = object->if_contains("since");
  if (condition == nullptr || !condition->is_string() || phase == nullptr || !phase->is_string() ||
      since == nullptr || !since->is_int64())
    return std::nullopt;
  const auto known = phase_of(std::string_view(phase->get_string()));
  if (!known) return std::nullopt;
  return AlertState{std::string(condition->get_string()), *known, since->get_int64(), {}};
}

std::optional<AlertStates> from_text(const std::string& text) {
  boost::system::error_code failed;
  const json::value all = json::parse(text, failed);
  if (failed || !all.is_object()) return std::nullopt;
  AlertStates states;
  for (const auto& [name, value] : all.get_object()) {
    auto state = state_of(value);
    if (!state) return std::nullopt;
    states.emplace(std::string(name), std::move(*state));
  }
  return states;
}

const char* result_of(const Transition& transition) {
  if (!transition.to) return "removed";
  return *transition.to == Phase::firing ? "firing" : "resolved";
}

services::Subject as_fact(const config::AlertSubject& subject) {
  return {subject.pipeline, subject.model, subject.sha256};
}

// What the fact that `row` waits for is about: another row's state is about what that row is.
services::Subject subject_asked(const config::Alert& row, const std::vector<config::Alert>& rows) {
  constexpr std::string_view prefix = "alert.";
  for (const config::Alert& each : rows)
    if (row.fact.starts_with(prefix) && row.fact.substr(prefix.size()) == each.name)
      return as_fact(config::alert_subject(each));
  return as_fact(row.subject);
}

}  // namespace

void AlertKeeper::open() {
  const auto text = parts_.durable.get(kept_name);
  if (!text) return;
  auto states = from_text(*text);
  if (!states) {
    base::log::warn("the states of alerts could not be read; they begin anew");
    return;
  }
  states_ = std::move(*states);
  kept_ = *text;
  settling_looks_ = settling_looks;
}

void AlertKeeper::evaluate(const std::vector<config::Alert>& all, int64_t now_utc_ms) {
  std::vector<config::Alert> rows;
  std::copy_if(all.begin(), all.end(), std::back_inserter(rows),
               [](const config::Alert& each) { return !each.fact.empty(); });
  const auto find = [&](const config::Alert& row) -> std::optional<FoundFact> {
    const auto fact = parts_.facts.find(row.fact, subject_asked(row, rows));
    if (!fact) return std::nullopt;
    return FoundFact{fact->value, services::age_ms(*fact, now_utc_ms)};
  };
  Evaluation evaluation = telemetry::evaluate(rows, find, states_, now_utc_ms, settling_looks_ > 0);
  if (settling_looks_ > 0) --settling_looks_;
  for (const Transition& transition : evaluation.transitions)
    if (is_for_the_record(transition)) announce(transition, states_, rows);
  states_ = std::move(evaluation.states);
  keep(states_);
  publish(rows, states_, now_utc_ms);
  set_series(rows, states_);
  std::vector<Shown> shown;
  for (const config::Alert& row : rows) shown.push_back({row, states_.at(row.name)});
  const std::lock_guard lock(mutex_);
  shown_ = std::move(shown);
  evaluated_utc_ms_ = now_utc_ms;
}

void AlertKeeper::announce(const Transition& transition, const AlertStates& before,
                           const std::vector<config::Alert>& rows) {
  const auto row = std::find_if(rows.begin(), rows.end(), [&](const config::Alert& each) {
    return each.name == transition.alert;
  });
  // A row that is gone, or asks for something else now, is named by what it asked for.
  std::string detail = transition.to ? condition_of(*row) : before.at(transition.alert).condition;
  if (transition.value) detail.append(fmt::format("; it is {}", *transition.value));
  if (transition.to) {
    detail.append("; ").append(row->severity);
    if (!row->summary.empty()) detail.append(": ").append(row->summary);
  }
  const char* const result = result_of(transition);
  base::log::warn("alert {} {}: {}", transition.alert, result, detail);
  parts_.record({"host", "alert", transition.alert, {}, result, detail});
}

void AlertKeeper::keep(const AlertStates& states) {
  std::string text = as_text(states);
  if (text == kept_ || (kept_.empty() && states.empty())) return;
  parts_.durable.put_own(kept_name, text);
  kept_ = std::move(text);
}

void AlertKeeper::publish(const std::vector<config::Alert>& rows, const AlertStates& states,
                          int64_t now_utc_ms) {
  std::vector<services::Fact> facts;
  for (const config::Alert& row : rows) {
    const AlertState& state = states.at(row.name);
    if (state.phase == Phase::absent) continue;
    facts.push_back({"alert." + row.name, as_fact(config::alert_subject(row)), row.severity,
                     static_cast<double>(phase_number(state.phase)), 0, state.since_utc_ms,
                     now_utc_ms, now_utc_ms});
  }
  parts_.facts.replace_all(this, std::move(facts));
}

AlertKeeper::Series AlertKeeper::series_of(const config::Alert& row) {
  const auto state = parts_.registry.gauge(
      {"spark_alert_state",
       "State of an alert: -1 absent, 0 inactive, 1 pending, 2 firing (see the docs)",
       {{"alert", row.name}, {"severity", row.severity}},
       {},
       0});
  const auto value = parts_.registry.gauge({"spark_alert_value",
                                            "The fact of an alert, in the fact's unit",
                                            {{"alert", row.name}},
                                            {},
                                            0});
  for (const auto* each : {&state, &value})
    if (!*each) base::log::warn("alert {}: {}", row.name, each->error().text);
  return {row.severity, state ? *state : metrics::Gauge(), value ? *value : metrics::Gauge()};
}

void AlertKeeper::set_series(const std::vector<config::Alert>& rows, const AlertStates& states) {
  std::map<std::string, Series> present;
  for (const config::Alert& row : rows) {
    auto known = series_.extract(row.name);
    if (!known.empty() && known.mapped().severity != row.severity) {
      known.mapped().state.set(std::nan(""));
      known = {};
    }
    const Series series = known.empty() ? series_of(row) : known.mapped();
    const AlertState& state = states.at(row.name);
    series.state.set(phase_number(state.phase));
    series.value.set(state.value.value_or(std::nan("")));
    present.emplace(row.name, series);
  }
  for (const auto& [name, gone] : series_) {
    gone.state.set(std::nan(""));
    gone.value.set(std::nan(""));
  }
  series_ = std::move(present);
}

std::vector<AlertKeeper::Shown> AlertKeeper::shown() const {
  const std::lock_guard lock(mutex_);
  return shown_;
}

int64_t AlertKeeper::evaluated_utc_ms() const {
  const std::lock_guard lock(mutex_);
  return evaluated_utc_ms_;
}

}  // namespace spark::telemetry
