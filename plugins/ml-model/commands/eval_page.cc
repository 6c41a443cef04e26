// An evaluation as a page and as a table.
#include <cmath>

#include "eval_report.h"
#include "spark/tool/format.h"
#include "spark/tool/table.h"

namespace eval {
namespace {

using spark::tool::fixed;
using spark::tool::grouped;
using training::Fact;
using training::OfflineCheck;

std::string found_text(const OfflineCheck& check) {
  if (!check.value) return "not known";
  if (*check.value >= 1000) return grouped(static_cast<uint64_t>(*check.value));
  const bool is_whole = *check.value == std::floor(*check.value);
  return fixed(*check.value, is_whole ? 0 : 4);
}

// What people call a requirement; its own name where that says it.
std::string label_of(const OfflineCheck& check) {
  const std::pair<const char*, const char*> labels[] = {
      {"rows", "rows judged"},
      {"days", "days with rows"},
      {"auc", "AUC"},
      {"precision", "precision above the frozen threshold"},
      {"recall", "recall above it"},
      {"selected", "share of rows above it"},
      {"brier_skill", "Brier skill over the base rate"},
      {"slope", "calibration slope"},
      {"gain_low", "log-loss gained on persistence, lower end"},
      {"cv_std", "standard deviation of AUC over folds"}};
  for (const auto& [name, label] : labels)
    if (check.name == name) return label;
  return check.name;
}

std::string between(const std::optional<training::Interval>& interval) {
  if (!interval) return "";
  return "[" + fixed(interval->low, 4) + ", " + fixed(interval->high, 4) + "]";
}

std::string target_text(const training::Target& target) {
  return target.event + " in " + target.horizon + ", reference " + target.reference;
}

std::string span_text(int64_t from_ms, int64_t until_ms) {
  return time_text(from_ms) + " to " + time_text(until_ms);
}

std::vector<Fact> model_facts(const Evaluation& evaluation) {
  const Manifest& manifest = evaluation.manifest;
  std::vector<Fact> facts = {{"version", evaluation.version},
                             {"type", evaluation.type},
                             {"target", target_text(evaluation.target)},
                             {"sha256", evaluation.sha256}};
  facts.push_back({"trained on", manifest.span
                                     ? span_text(manifest.span->from_ms, manifest.span->until_ms)
                                     : "not known"});
  if (manifest.frozen) {
    const std::string& input = manifest.frozen->persistence.input;
    facts.push_back({"persistence", input.empty() ? "the last known label" : input});
  }
  return facts;
}

std::vector<Fact> data_facts(const Evaluation& evaluation) {
  const DataFacts& data = evaluation.data;
  std::vector<Fact> facts;
  for (const training::DataFile& file : data.files)
    facts.push_back({file.name, file.sha256.substr(0, 16) + "…"});
  facts.push_back({"symbol", data.findings.symbol.empty() ? "not named" : data.findings.symbol});
  facts.push_back({"rows read", grouped(data.findings.rows)});
  if (evaluation.measures) {
    const training::Measures& m = *evaluation.measures;
    facts.push_back({"rows judged", grouped(m.rows)});
    facts.push_back({"judged from", span_text(m.from_ms, m.until_ms)});
    facts.push_back({"hits", grouped(m.hits) + " (" +
                                 spark::tool::percent(
                                     static_cast<double>(m.hits) / static_cast<double>(m.rows), 1) +
                                 ")"});
  }
  const PassedOver& over = data.passed_over;
  facts.push_back({"not judged", grouped(over.not_ready) + " not ready, " +
                                     grouped(over.unlabelled) + " without a label, " +
                                     grouped(over.without_persistence) + " without persistence, " +
                                     grouped(over.outside) + " outside of the span asked for"});
  return facts;
}

std::string place_text(const RecordPlace& record) {
  if (record.sequence)
    return "On record as number " + std::to_string(*record.sequence) + ", hash " + record.hash +
           ".";
  return "Not on record yet: sparkctl evidence append --import " + record.file;
}

}  // namespace

training::ReportPage page_of(const Evaluation& evaluation, const RecordPlace& record) {
  training::ReportPage page;
  page.title = evaluation.version + ", evaluated";
  page.verdict = training::as_text(evaluation.verdict.verdict);
  page.message = message_of(evaluation);
  page.model = model_facts(evaluation);
  page.data = data_facts(evaluation);
  page.notes = evaluation.notes;
  for (const std::string& text : evaluation.not_computed)
    page.notes.push_back("Not computed: " + text + ".");
  page.notes.push_back("Run " + evaluation.identity.run_id + ". " + place_text(record));
  for (const OfflineCheck& check : evaluation.verdict.checks)
    page.requirements.push_back(
        {label_of(check), check.requirement, found_text(check), training::as_text(check.verdict)});
  if (evaluation.measures) page.measures = *evaluation.measures;
  page.frozen = evaluation.manifest.frozen;
  page.roc = evaluation.roc;
  page.roc_of_persistence = evaluation.roc_of_persistence;
  page.quantiles = evaluation.quantiles;
  page.quantiles_of_persistence = evaluation.quantiles_of_persistence;
  page.top = evaluation.top;
  page.top_of_persistence = evaluation.top_of_persistence;
  page.reliability = evaluation.reliability;
  page.reliability_of_persistence = evaluation.reliability_of_persistence;
  page.months = evaluation.months;
  page.month_expected = evaluation.manifest.month;
  page.features = evaluation.features;
  page.psi = evaluation.psi;
  page.against = evaluation.against;
  page.written = time_text(evaluation.identity.written_ms);
  return page;
}

std::string report_text(const Evaluation& evaluation) {
  using spark::tool::Align;
  std::string out = evaluation.version + " on ";
  if (evaluation.measures) {
    const training::Measures& m = *evaluation.measures;
    out += grouped(m.rows) + " rows, " + span_text(m.from_ms, m.until_ms) + "\n\n";
  } else {
    out += "no row that can be judged\n\n";
  }
  spark::tool::Table table(
      {{"requirement"}, {"asked"}, {"found", Align::right}, {"interval"}, {"verdict"}});
  for (const OfflineCheck& check : evaluation.verdict.checks) {
    std::string interval;
    if (evaluation.measures && check.name == "auc")
      interval = between(evaluation.measures->auc_interval);
    if (evaluation.measures && check.name == "precision")
      interval = between(evaluation.measures->precision_interval);
    table.row({check.name, check.requirement, found_text(check), interval,
               training::as_text(check.verdict)});
  }
  out += table.render(spark::tool::any_width);
  if (evaluation.measures && evaluation.manifest.frozen) {
    const training::Measures& m = *evaluation.measures;
    out += "\npersistence: AUC " + fixed(m.persistence_auc, 4) + ", log-loss " +
           fixed(m.log_loss_persistence, 4) + "; the model's " + fixed(m.log_loss, 4) +
           " is better by " + fixed(m.gain, 4) + " " + between(m.gain_interval) + "\n";
  }
  if (const auto& against = evaluation.against) {
    out += "\nagainst " + against->other + " on " + grouped(against->pairs) +
           " rows: " + spark::tool::percent(against->match_rate, 3) + " within " +
           fixed(against->tolerance, 2) + ", mean |Δ| " + fixed(against->delta_mean, 5) + ", p99 " +
           fixed(against->delta_p99, 5) + ", std " + fixed(against->delta_sd, 5) +
           "; log-loss better by " + fixed(against->gain, 5) + " " +
           between(against->gain_interval) + "\n";
  }
  for (const std::string& text : evaluation.not_computed) out += "\nnot computed: " + text + "\n";
  for (const std::string& note : evaluation.notes) out += "\nnote: " + note + "\n";
  out += "\n" + std::string(training::as_text(evaluation.verdict.verdict)) + ": " +
         message_of(evaluation) + "\n";
  return out;
}

}  // namespace eval
