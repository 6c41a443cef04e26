#include "document.h"

#include "checks.h"

namespace promote {
namespace {

using spark::Json;

template <class Each, class Make>
std::vector<Json> list_of(const std::vector<Each>& all, Make make) {
  std::vector<Json> list;
  list.reserve(all.size());
  for (const Each& each : all) list.push_back(make(each));
  return list;
}

std::span<const Json> span_of(const std::vector<Json>& list) {
  return list;
}

Json model_json(const ModelNow& model) {
  return Json()
      .add("model", model.model)
      .add("version", model.version)
      .add("sha256", model.sha256)
      .add("expires_ms", model.expires_ms)
      .add("expiry_fault", model.expiry_fault);
}

Json fact_json(const spark::Fact& fact) {
  return Json()
      .add("name", fact.name)
      .add("pipeline", fact.subject.pipeline)
      .add("model", fact.subject.model)
      .add("sha256", fact.subject.sha256)
      .add("unit", fact.unit)
      .add("value", fact.value)
      .add("samples", fact.samples)
      .add("from_ms", fact.from_utc_ms)
      .add("to_ms", fact.to_utc_ms)
      .add("at_ms", fact.at_utc_ms);
}

Json alert_json(const AlertSeen& alert) {
  const auto changes = list_of(alert.changes, [](const AlertChange& change) {
    return Json()
        .add("at_ms", change.at_ms)
        .add("firing", change.is_firing)
        .add("sha256", change.sha256);
  });
  return Json()
      .add("name", alert.name)
      .add("severity", alert.severity)
      .add("lineage", alert.lineage)
      .add("model", alert.model)
      .add("psi", alert.is_psi)
      .add("changes", span_of(changes));
}

Json alerts_json(const AlertsSeen& seen) {
  const auto alerts = list_of(seen.alerts, alert_json);
  const std::vector<double> starts(seen.starts_ms.begin(), seen.starts_ms.end());
  Json json;
  if (!seen.source.empty()) json.add("source", seen.source);
  return json.add("minutes", seen.minutes)
      .add("starts_ms", std::span<const double>(starts))
      .add("failure", seen.failure)
      .add("seen", span_of(alerts));
}

Json record_json(const Cited& record) {
  Json json;
  json.add("kind", record.kind);
  if (record.recorded_kind != record.kind) json.add("recorded_kind", record.recorded_kind);
  return json.add("sequence", record.sequence)
      .add("hash", record.hash)
      .add("at_ms", record.at_ms)
      .add("event_time", record.is_event_time)
      .add("sha256", record.sha256)
      .add("passed", record.passed);
}

Json offline_json(const OfflineFigures& of) {
  return Json()
      .add("sequence", of.sequence)
      .add("data_sha256", std::span<const std::string>(of.data_sha256))
      .add("rows", of.rows)
      .add("hits", of.hits)
      .add("days", of.days)
      .add("auc", of.auc)
      .add("precision", of.precision)
      .add("recall", of.recall)
      .add("selected", of.selected)
      .add("brier_skill", of.brier_skill)
      .add("slope", of.slope)
      .add("gain_low", of.gain_low)
      .add("cv_std", of.cv_std)
      .add("newest_ms", of.newest_ms)
      .add("inputs_estimated", std::span<const std::string>(of.inputs_estimated));
}

Json pairs_json(const PairsSeen& seen) {
  Json json;
  if (seen.basis) {
    json.add("basis", spark::stats::document_of(*seen.basis));
  } else {
    json.add("basis", std::nullopt);
  }
  return json.add("fault", seen.fault)
      .add("left_out", seen.left_out)
      .add("rows_lost", seen.rows_lost);
}

Json check_json(const Check& check) {
  return Json()
      .add("name", check.name)
      .add("value", check.value)
      .add("samples", check.samples)
      .add("requirement", check.requirement)
      .add("verdict", name_of(check.verdict))
      .add("reason", check.reason)
      .add("basis", check.is_basis);
}

Json gate_json(const Gate& gate) {
  const auto checks = list_of(gate.checks, check_json);
  return Json()
      .add("name", name_of(gate.name))
      .add("verdict", name_of(gate.verdict))
      .add("checks", span_of(checks));
}

Json row_json(const Gate& gate) {
  const Check* const decides = deciding(gate);
  std::string details;
  for (const Check& check : gate.checks) {
    details.append(details.empty() ? "" : "; ").append(check.name).append(" ");
    details.append(check.value ? short_number(*check.value) : "-");
    details.append(" (").append(check.requirement).append(")");
    if (!check.reason.empty()) details.append(": ").append(check.reason);
  }
  Json row;
  row.add("id", row_id_of(gate.name))
      .add("label", label_of(gate.name))
      .add("status", row_status_of(gate.verdict));
  if (decides != nullptr) {
    row.add("value", decides->value);
    row.add("threshold", decides->name + " " + decides->requirement);
  } else {
    row.add("value", std::nullopt).add("threshold", "");
  }
  return row.add("details", details);
}

}  // namespace

Json document_of(const Judged& judged) {
  const Inputs& inputs = judged.inputs;
  const auto facts = list_of(inputs.facts, fact_json);
  const auto records = list_of(inputs.records, record_json);
  const auto gates = list_of(judged.gates, gate_json);
  Json json;
  json.add("at_ms", inputs.now_ms)
      .add("wall_ms", inputs.wall_ms)
      .add("lineage", inputs.lineage)
      .add("verdict", name_of(overall(judged.gates)))
      .add("passed", passed(judged.gates))
      .add("gates", span_of(gates))
      .add("production", model_json(inputs.production))
      .add("candidate", model_json(inputs.candidate))
      .add("facts", span_of(facts))
      .add("facts_failure", inputs.facts_failure)
      .add("pairs", pairs_json(inputs.pairs))
      .add("alerts", alerts_json(inputs.alerts))
      .add("records", span_of(records));
  if (inputs.offline) {
    json.add("offline", offline_json(*inputs.offline));
  } else {
    json.add("offline", std::nullopt);
  }
  return json.add("chain", Json()
                               .add("records", inputs.chain.records)
                               .add("fault", inputs.chain.fault)
                               .add("failure", inputs.chain.failure));
}

bool leave_out_basis(Judged& judged, size_t bytes_max) {
  PairsSeen& pairs = judged.inputs.pairs;
  if (!pairs.basis || document_of(judged).text().size() <= bytes_max) return false;
  pairs.basis.reset();
  pairs.left_out = "with it the verdict would not fit into a record";
  return true;
}

void add_rows(Json& to, const Judged& judged) {
  const auto rows = list_of(judged.gates, row_json);
  to.add("updatedAt", judged.inputs.now_ms)
      .add("allPass", overall(judged.gates) == Verdict::go)
      .add("rows", span_of(rows));
}

std::string difference(const std::vector<Gate>& recorded, const std::vector<Gate>& recomputed) {
  if (recorded.size() != recomputed.size()) return "the number of gates";
  for (size_t i = 0; i < recorded.size(); ++i) {
    const Gate& was = recorded[i];
    const Gate& is = recomputed[i];
    const std::string gate = name_of(was.name);
    if (was.name != is.name) return "gate " + gate;
    if (was.verdict != is.verdict)
      return gate + ": " + name_of(was.verdict) + " on record, recomputed " + name_of(is.verdict);
    if (was.checks.size() != is.checks.size()) return gate + ": the number of its checks";
    for (size_t k = 0; k < was.checks.size(); ++k)
      if (!(was.checks[k] == is.checks[k])) return gate + ": " + was.checks[k].name;
  }
  return "";
}

}  // namespace promote
