#include "eval_report.h"

#include <boost/json/array.hpp>

#include "spark/tool/json.h"

namespace eval {
namespace {

namespace json = boost::json;
using spark::stats::Psi;
using training::OfflineCheck;
using training::Verdict;

json::value or_null(const std::optional<double>& value) {
  return value ? json::value(*value) : json::value();
}

json::value or_null(const std::optional<training::Interval>& value) {
  if (!value) return nullptr;
  return json::array{value->low, value->high};
}

bool is_met(const Evaluation& evaluation, std::string_view name) {
  for (const OfflineCheck& check : evaluation.verdict.checks)
    if (check.name == name) return check.verdict == Verdict::pass;
  return false;
}

json::object features_psi(const Evaluation& evaluation, const training::PsiOfSpan& span) {
  json::object out;
  for (size_t i = 0; i < span.features.size(); ++i)
    out[evaluation.features[i].name] = or_null(span.features[i].value);
  return out;
}

json::value weeks(const Evaluation& evaluation) {
  json::array out;
  for (const training::PsiOfSpan& week : evaluation.psi.weeks) {
    out.push_back(json::object{{"from", time_text(week.from_ms)},
                               {"until", time_text(week.until_ms)},
                               {"rows", week.rows},
                               {"overall", or_null(week.overall)},
                               {"score", or_null(week.score.value)},
                               {"per_feature", features_psi(evaluation, week)}});
  }
  return out;
}

// Calendar months of UTC; those at the ends may be short.
json::array months_json(const Evaluation& evaluation) {
  const bool is_frozen = evaluation.manifest.frozen.has_value();
  json::array out;
  for (const training::MonthOfRows& month : evaluation.months) {
    const training::Measures& m = month.measures;
    out.push_back(json::object{
        {"from", time_text(m.from_ms)},
        {"until", time_text(m.until_ms)},
        {"rows", m.rows},
        {"hits", m.hits},
        {"score_mean", month.score_mean},
        {"auc", m.auc},
        {"persistence_auc", is_frozen ? json::value(m.persistence_auc) : json::value()},
        {"log_loss_gain", is_frozen ? json::value(m.gain) : json::value()},
        {"slope", or_null(m.slope)}});
  }
  return out;
}

json::object data_json(const Evaluation& evaluation) {
  const DataFacts& data = evaluation.data;
  json::array files;
  for (const training::DataFile& file : data.files)
    files.push_back(
        json::object{{"name", file.name}, {"sha256", file.sha256}, {"bytes", file.bytes}});
  const PassedOver& passed_over = data.passed_over;
  const bool has_rows = data.findings.rows > 0;
  return {{"files", std::move(files)},
          {"symbol", data.findings.symbol},
          {"rows", data.findings.rows},
          {"from", has_rows ? json::value(time_text(data.findings.from_ms)) : json::value()},
          {"until", has_rows ? json::value(time_text(data.findings.until_ms)) : json::value()},
          {"missing_minutes", data.findings.missing},
          {"estimated_spreads", data.estimated_spreads},
          {"passed_over",
           {{"outside", passed_over.outside},
            {"not_ready", passed_over.not_ready},
            {"unlabelled", passed_over.unlabelled},
            {"without_persistence", passed_over.without_persistence}}}};
}

json::value frozen_json(const std::optional<training::Frozen>& frozen) {
  if (!frozen) return nullptr;
  return json::object{{"threshold", frozen->threshold},
                      {"base_rate", frozen->base_rate},
                      {"persistence",
                       {{"input", frozen->persistence.input},
                        {"slope", frozen->persistence.line.slope},
                        {"intercept", frozen->persistence.line.intercept}}}};
}

json::object training_json(const Manifest& manifest) {
  const std::optional<TrainingSpan>& span = manifest.span;
  const auto estimated =
      json::array(manifest.inputs_estimated.begin(), manifest.inputs_estimated.end());
  return {{"from", span ? json::value(time_text(span->from_ms)) : json::value()},
          {"until", span ? json::value(time_text(span->until_ms)) : json::value()},
          {"embargo_min",
           span ? json::value(static_cast<double>(span->embargo_ms) / 60'000) : json::value()},
          {"cv_auc_std", or_null(manifest.cv_std)},
          {"month_auc_interval", or_null(manifest.month)},
          {"frozen", frozen_json(manifest.frozen)},
          {"inputs_estimated", estimated}};
}

// Null where a figure would need what training froze.
json::value measures_json(const Evaluation& evaluation) {
  if (!evaluation.measures) return nullptr;
  json::object out = training::as_json(*evaluation.measures);
  out["from"] = time_text(evaluation.measures->from_ms);
  out["until"] = time_text(evaluation.measures->until_ms);
  if (evaluation.manifest.frozen) return out;
  for (const char* key :
       {"persistence_auc", "selected", "log_loss_base_rate", "log_loss_persistence", "gain"})
    out[key] = nullptr;
  return out;
}

json::value against_json(const Evaluation& evaluation) {
  if (!evaluation.against) return nullptr;
  const training::PairedComparison& against = *evaluation.against;
  return json::object{{"version", against.other},
                      {"sha256", evaluation.sha256_against},
                      {"pairs", against.pairs},
                      {"tolerance", against.tolerance},
                      {"match_rate", against.match_rate},
                      {"delta_mean", against.delta_mean},
                      {"delta_p99", against.delta_p99},
                      {"delta_std", against.delta_sd},
                      {"log_loss_gain", against.gain},
                      {"log_loss_gain_interval", or_null(against.gain_interval)}};
}

json::array texts(const std::vector<std::string>& all) {
  return json::array(all.begin(), all.end());
}

json::object place_json(const RecordPlace& record) {
  json::object out{{"sequence", nullptr}, {"hash", nullptr}, {"import", nullptr}};
  if (record.sequence) {
    out["sequence"] = *record.sequence;
    out["hash"] = record.hash;
  } else if (!record.file.empty()) {
    out["import"] = record.file;
  }
  return out;
}

}  // namespace

std::string result_word(Verdict verdict) {
  return verdict == Verdict::inconclusive ? "ERROR" : training::as_text(verdict);
}

json::object record_json(const Evaluation& evaluation) {
  const std::optional<training::Measures>& measures = evaluation.measures;
  const auto of = [&](auto member) {
    return measures ? or_null(std::optional<double>(member(*measures))) : json::value();
  };
  json::object out;
  out["version"] = evaluation.version;
  out["auc"] = of([](const auto& m) { return std::optional<double>(m.auc); });
  out["precision_at_20"] = measures ? or_null(measures->precision) : json::value();
  out["recall_at_20"] = measures ? or_null(measures->recall) : json::value();
  out["timestamp"] = evaluation.identity.written_ms;
  out["psi_validation"] = {{"overall", or_null(evaluation.psi.whole.overall)},
                           {"per_feature", features_psi(evaluation, evaluation.psi.whole)},
                           {"score", or_null(evaluation.psi.whole.score.value)}};
  out["pass"] = evaluation.verdict.verdict == Verdict::pass;
  out["verdict"] = training::as_text(evaluation.verdict.verdict);
  out["message"] = message_of(evaluation);
  out["run_id"] = evaluation.identity.run_id;
  out["clock"] = "utc";
  out["model"] = {{"version", evaluation.version},
                  {"type", evaluation.type},
                  {"sha256", evaluation.sha256},
                  {"target",
                   {{"event", evaluation.target.event},
                    {"horizon", evaluation.target.horizon},
                    {"reference", evaluation.target.reference}}}};
  out["data"] = data_json(evaluation);
  out["training"] = training_json(evaluation.manifest);
  out["measures"] = measures_json(evaluation);
  out["requirements"] = training::as_json(evaluation.verdict)["checks"];
  out["against"] = against_json(evaluation);
  out["not_computed"] = texts(evaluation.not_computed);
  out["notes"] = texts(evaluation.notes);
  return out;
}

json::object report_json(const Evaluation& evaluation, const RecordPlace& record) {
  json::object out = record_json(evaluation);
  out["by_month"] = months_json(evaluation);
  out["psi_by_week"] = weeks(evaluation);
  out["record"] = place_json(record);
  return out;
}

json::object result_json(const Evaluation& evaluation, const RecordPlace& record) {
  return {{"passed", evaluation.verdict.verdict == Verdict::pass},
          {"auc_check", is_met(evaluation, "auc")},
          {"precision_check", is_met(evaluation, "precision")},
          {"message", message_of(evaluation)},
          {"verdict", training::as_text(evaluation.verdict.verdict)},
          {"version", evaluation.version},
          {"sha256", evaluation.sha256},
          {"run_id", evaluation.identity.run_id},
          {"timestamp", evaluation.identity.written_ms},
          {"samples", evaluation.measures ? evaluation.measures->rows : 0},
          {"clock", "utc"},
          {"record", place_json(record)}};
}

}  // namespace eval
