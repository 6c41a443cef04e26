// A verdict's document, read again.
#include <algorithm>

#include "document.h"
#include "document_reader.h"
#include "pair_window.h"
#include "spark/error.h"

namespace promote {
namespace {

template <class T>
T needed(const std::optional<T>& value, const char* member) {
  if (value) return *value;
  throw spark::Error(
      std::string("the verdict's record: ") + member + ": missing, or of another type",
      SPARK_E_INVALID);
}

std::string text_at(const Value& of, const char* member) {
  return needed(of.at(member).text(), member);
}
int64_t whole_at(const Value& of, const char* member) {
  return needed(of.at(member).whole(), member);
}
uint64_t count_at(const Value& of, const char* member) {
  const int64_t value = whole_at(of, member);
  return needed(value < 0 ? std::nullopt : std::optional(static_cast<uint64_t>(value)), member);
}
bool flag_at(const Value& of, const char* member) {
  return needed(of.at(member).flag(), member);
}

template <class Name, size_t count>
Name named(const std::string& text, const Name (&all)[count], const char* member) {
  const Name* const found = std::find_if(std::begin(all), std::end(all),
                                         [&](Name each) { return text == name_of(each); });
  if (found != std::end(all)) return *found;
  throw spark::Error(std::string("the verdict's record: ") + member + ": unknown word",
                     SPARK_E_INVALID);
}

constexpr Verdict verdicts[] = {Verdict::go, Verdict::no_go, Verdict::inconclusive, Verdict::error};
constexpr GateName gate_words[] = {GateName::psi,     GateName::performance, GateName::alerts,
                                   GateName::offline, GateName::delta,       GateName::evidence};

ModelNow model_of(const Value& of) {
  return {text_at(of, "model"), text_at(of, "version"), text_at(of, "sha256"),
          of.at("expires_ms").whole(), text_at(of, "expiry_fault")};
}

spark::Fact fact_of(const Value& of) {
  return {text_at(of, "name"),
          {text_at(of, "pipeline"), text_at(of, "model"), text_at(of, "sha256")},
          text_at(of, "unit"),
          needed(of.at("value").number(), "value"),
          count_at(of, "samples"),
          whole_at(of, "from_ms"),
          whole_at(of, "to_ms"),
          whole_at(of, "at_ms"),
          ""};
}

// A record that is older than these has none of them.
PairsSeen pairs_of(const Value& of) {
  PairsSeen seen;
  if (!of.is_there()) return seen;
  if (const Value basis = of.at("basis"); basis.is_there()) seen.basis = pair_basis_of(basis);
  seen.fault = text_at(of, "fault");
  seen.left_out = text_at(of, "left_out");
  if (of.at("rows_lost").is_there()) seen.rows_lost = count_at(of, "rows_lost");
  return seen;
}

AlertsSeen alerts_of(const Value& of) {
  AlertsSeen seen;
  seen.minutes = static_cast<uint32_t>(count_at(of, "minutes"));
  seen.failure = text_at(of, "failure");
  seen.source = of.at("source").text().value_or("");
  for (const Value& each : of.at("starts_ms").list())
    seen.starts_ms.push_back(needed(each.whole(), "starts_ms"));
  for (const Value& each : of.at("seen").list()) {
    AlertSeen alert;
    alert.name = text_at(each, "name");
    alert.severity = text_at(each, "severity");
    alert.lineage = text_at(each, "lineage");
    alert.model = text_at(each, "model");
    alert.is_psi = flag_at(each, "psi");
    for (const Value& change : each.at("changes").list())
      alert.changes.push_back(
          {whole_at(change, "at_ms"), flag_at(change, "firing"), text_at(change, "sha256")});
    seen.alerts.push_back(std::move(alert));
  }
  return seen;
}

Cited record_of(const Value& of) {
  const std::string kind = text_at(of, "kind");
  return {kind,
          of.at("recorded_kind").text().value_or(kind),
          count_at(of, "sequence"),
          text_at(of, "hash"),
          whole_at(of, "at_ms"),
          flag_at(of, "event_time"),
          text_at(of, "sha256"),
          of.at("passed").flag()};
}

OfflineFigures offline_of(const Value& of) {
  OfflineFigures figures;
  figures.sequence = count_at(of, "sequence");
  figures.data_sha256 = of.at("data_sha256").texts();
  figures.rows = of.at("rows").number();
  figures.hits = of.at("hits").number();
  figures.days = of.at("days").number();
  figures.auc = of.at("auc").number();
  figures.precision = of.at("precision").number();
  figures.recall = of.at("recall").number();
  figures.selected = of.at("selected").number();
  figures.brier_skill = of.at("brier_skill").number();
  figures.slope = of.at("slope").number();
  figures.gain_low = of.at("gain_low").number();
  figures.cv_std = of.at("cv_std").number();
  figures.newest_ms = of.at("newest_ms").whole();
  figures.inputs_estimated = of.at("inputs_estimated").texts();
  return figures;
}

Gate gate_of(const Value& of) {
  Gate gate;
  gate.name = named(text_at(of, "name"), gate_words, "gates.name");
  gate.verdict = named(text_at(of, "verdict"), verdicts, "gates.verdict");
  for (const Value& each : of.at("checks").list()) {
    Check check;
    check.name = text_at(each, "name");
    check.value = each.at("value").number();
    check.samples = count_at(each, "samples");
    check.requirement = text_at(each, "requirement");
    check.verdict = named(text_at(each, "verdict"), verdicts, "gates.checks.verdict");
    check.reason = text_at(each, "reason");
    check.is_basis = flag_at(each, "basis");
    gate.checks.push_back(std::move(check));
  }
  return gate;
}

}  // namespace

Judged judged_of(std::string_view text) {
  const Document document("the verdict's record", text);
  const Value root = document.root();
  Judged judged;
  Inputs& inputs = judged.inputs;
  inputs.now_ms = whole_at(root, "at_ms");
  inputs.wall_ms = whole_at(root, "wall_ms");
  inputs.lineage = text_at(root, "lineage");
  inputs.production = model_of(root.at("production"));
  inputs.candidate = model_of(root.at("candidate"));
  for (const Value& each : root.at("facts").list()) inputs.facts.push_back(fact_of(each));
  inputs.facts_failure = text_at(root, "facts_failure");
  inputs.pairs = pairs_of(root.at("pairs"));
  inputs.alerts = alerts_of(root.at("alerts"));
  for (const Value& each : root.at("records").list()) inputs.records.push_back(record_of(each));
  if (const Value offline = root.at("offline"); offline.is_there())
    inputs.offline = offline_of(offline);
  const Value chain = root.at("chain");
  inputs.chain = {count_at(chain, "records"), text_at(chain, "fault"), text_at(chain, "failure")};
  for (const Value& each : root.at("gates").list()) judged.gates.push_back(gate_of(each));
  return judged;
}

}  // namespace promote
