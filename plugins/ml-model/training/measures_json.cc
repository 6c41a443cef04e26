// What evidence files say of measures, folds and verdicts.
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include "cv_summary.h"
#include "measures.h"
#include "offline_verdict.h"

namespace training {
namespace {

boost::json::value json_of(const std::optional<double>& value) {
  return value ? boost::json::value(*value) : boost::json::value(nullptr);
}

boost::json::value json_of(const std::optional<Interval>& value) {
  if (!value) return nullptr;
  return boost::json::array{value->low, value->high};
}

}  // namespace

boost::json::object as_json(const Measures& m) {
  boost::json::object out;
  out["rows"] = m.rows;
  out["hits"] = m.hits;
  out["from_ms"] = m.from_ms;
  out["until_ms"] = m.until_ms;
  out["auc"] = m.auc;
  out["auc_interval"] = json_of(m.auc_interval);
  out["persistence_auc"] = m.persistence_auc;
  out["precision"] = json_of(m.precision);
  out["precision_interval"] = json_of(m.precision_interval);
  out["recall"] = json_of(m.recall);
  out["recall_ceiling"] = m.recall_ceiling;
  out["recall_floor"] = m.recall_floor;
  out["selected"] = m.selected;
  out["brier"] = m.brier;
  out["brier_skill"] = json_of(m.brier_skill);
  out["log_loss"] = m.log_loss;
  out["log_loss_base_rate"] = m.log_loss_base_rate;
  out["log_loss_persistence"] = m.log_loss_persistence;
  out["gain"] = m.gain;
  out["gain_interval"] = json_of(m.gain_interval);
  out["slope"] = json_of(m.slope);
  out["intercept"] = json_of(m.intercept);
  return out;
}

boost::json::object as_json(const CvSummary& summary) {
  boost::json::object out;
  out["folds"] = summary.folds;
  out["auc_mean"] = summary.auc_mean;
  out["auc_std"] = summary.auc_std;
  out["month_interval"] = json_of(summary.month);
  out["month_std"] = json_of(summary.month_std);
  return out;
}

boost::json::object as_json(const OfflineVerdict& verdict) {
  boost::json::array checks;
  for (const OfflineCheck& check : verdict.checks) {
    checks.push_back(boost::json::object{{"name", check.name},
                                         {"value", json_of(check.value)},
                                         {"requirement", check.requirement},
                                         {"verdict", as_text(check.verdict)}});
  }
  return {{"verdict", as_text(verdict.verdict)}, {"checks", std::move(checks)}};
}

}  // namespace training
