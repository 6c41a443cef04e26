#include "admin/alerts_view.h"

#include <boost/json.hpp>
#include <utility>

#include "base/clock.h"
#include "base/plain_json.h"

namespace spark::admin {
namespace {

namespace json = boost::json;

json::object alert_object(const telemetry::AlertKeeper::Shown& alert) {
  const auto& [row, state] = alert;
  json::object labels;
  for (const auto& [key, value] : row.labels) labels[key] = value;
  return {{"name", row.name},
          {"state", std::string(telemetry::phase_name(state.phase))},
          {"since", base::iso8601_utc(state.since_utc_ms)},
          {"value", state.value ? json::value(*state.value) : json::value()},
          {"severity", row.severity},
          {"condition", state.condition},
          {"fact", row.fact},
          {"subject",
           {{"pipeline", row.subject.pipeline},
            {"model", row.subject.model},
            {"sha256", row.subject.sha256}}},
          {"comparison", std::string(config::comparison_word(row.comparison))},
          {"threshold", row.threshold},
          {"for_ms", row.for_ms},
          {"labels", std::move(labels)},
          {"summary", row.summary},
          {"runbook", row.runbook}};
}

}  // namespace

std::string alerts_view(const telemetry::AlertKeeper& alerts) {
  const int64_t evaluated_utc_ms = alerts.evaluated_utc_ms();
  json::array all;
  for (const auto& alert : alerts.shown()) all.push_back(alert_object(alert));
  return base::plain_json(json::object{
      {"evaluated",
       evaluated_utc_ms == 0 ? json::value() : json::value(base::iso8601_utc(evaluated_utc_ms))},
      {"alerts", std::move(all)}});
}

}  // namespace spark::admin
