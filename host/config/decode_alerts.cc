// Rows of `alerts:`. Which facts there are is known while the host runs only, but what can be one's
// name is known before.
#include <algorithm>
#include <utility>

#include "base/names.h"
#include "config/decode.h"
#include "config/flow.h"
#include "config/keys.h"
#include "config/numbers.h"
#include "config/units.h"

namespace spark::config {
namespace {

// The place of `word` among the words of a key of alerts.
size_t index_of(std::string_view key, std::string_view word) {
  const auto words = alert_keys.find(key)->words;
  return static_cast<size_t>(std::find(words.begin(), words.end(), word) - words.begin());
}

bool is_window(std::string_view text) {
  const auto ms = parse_duration_ms(text);
  return ms && *ms > 0 && text.find('.') == std::string_view::npos;
}

// Names joined by dots, of which the last may be a window.
bool is_fact_name(std::string_view text) {
  if (base::is_dotted_name(text, 2)) return true;
  const size_t dot = text.rfind('.');
  return dot != std::string_view::npos && is_window(text.substr(dot + 1)) &&
         base::is_dotted_name(text.substr(0, dot), 2);
}

std::string decode_fact(const std::optional<Cursor>& fact, const std::optional<Cursor>& window) {
  if (!fact) return {};
  if (fact->node().kind != Kind::scalar || !is_fact_name(fact->node().text)) {
    fact->fail_expected("a fact such as host.predict.p95_ms or mine.share");
    return {};
  }
  if (!window) return fact->node().text;
  if (window->node().kind != Kind::scalar || !is_window(window->node().text)) {
    window->fail_expected("a window such as 5min or 24h");
    return {};
  }
  return fact->node().text + "." + window->node().text;
}

AlertSubject decode_subject(const Cursor& cursor) {
  AlertSubject subject;
  MapReader map(cursor, alert_subject_keys);
  if (const auto pipeline = map.find("pipeline")) subject.pipeline = pipeline->name().value_or("");
  if (const auto model = map.find("model")) subject.model = model->name().value_or("");
  if (auto sha256 = decode_sha256(map.find("sha256"))) subject.sha256 = std::move(sha256->value);
  map.refuse_others();
  return subject;
}

std::vector<std::pair<std::string, std::string>> decode_alert_labels(const Cursor& cursor) {
  std::vector<std::pair<std::string, std::string>> labels;
  const auto& entries = cursor.node().entries;
  if (cursor.node().kind != Kind::map || entries.size() > alert_labels_max) {
    cursor.fail_expected("a map of at most " + std::to_string(alert_labels_max) +
                         " labels, such as {team: trading}");
    return labels;
  }
  for (const auto& [key, value] : entries) {
    const auto text = cursor.child(key.text, value).text("the label's value");
    if (!base::is_metric_name(key.text))
      cursor.errors().add(
          key.place, cursor.path(),
          "expected a label of letters, digits and _, found " + in_quotes(key.text));
    if (text) labels.emplace_back(key.text, *text);
  }
  return labels;
}

AlertRule decode_rule(const std::optional<Cursor>& cursor, const std::string& row) {
  AlertRule rule{row, "spark", {}, {}, "number"};
  if (!cursor) return rule;
  MapReader map(*cursor, alert_rule_keys);
  if (const auto name = map.find("name")) {
    const auto text = name->text("the alert's name in Prometheus");
    if (text && !base::is_metric_name(*text))
      name->fail_expected("a name of letters, digits and _");
    rule.name = text.value_or(rule.name);
  }
  if (const auto file = map.find("file")) rule.file = file->name().value_or(rule.file);
  if (const auto of = map.find("of")) rule.of = of->text("an expression").value_or("");
  if (const auto only = map.find("only")) rule.only = only->text("an expression").value_or("");
  if (const auto value = map.find("value"))
    rule.value = value->word(*alert_rule_keys.find("value")).value_or(rule.value);
  map.refuse_others();
  return rule;
}

void decode_condition(MapReader& map, const Cursor& row, Alert& alert) {
  alert.rule = decode_rule(map.find("rule"), alert.name);
  const auto fact = map.find("fact");
  alert.fact = decode_fact(fact, map.find("window"));
  alert.fact_place = fact ? fact->node().place : alert.place;
  // Without an expression for Prometheus a row has nothing but its fact.
  if (row.node().kind == Kind::map && !fact && alert.rule.of.empty())
    row.fail("missing key 'fact'");
  if (const auto subject = map.find("subject")) alert.subject = decode_subject(*subject);
  if (const auto given = map.require("comparison")) {
    if (const auto word = given->word(*alert_keys.find("comparison")))
      alert.comparison = static_cast<Comparison>(index_of("comparison", *word));
  }
  if (const auto given = map.require("threshold"))
    alert.threshold = given->parsed<double>(parse_number, "a number", true).value_or(0);
  if (const auto given = map.find("for"))
    alert.for_ms = given->duration_ms_up_to(duration_ms_max).value_or(0);
  if (const auto given = map.find("max_age")) alert.age_ms_max = given->duration_ms();
  if (const auto given = map.find("absent")) {
    if (const auto word = given->word(*alert_keys.find("absent")))
      alert.absence = *word == "firing" ? Absence::firing : Absence::inactive;
  }
}

Alert decode_alert(const Entry& entry) {
  Alert alert;
  alert.name = entry.name;
  alert.place = entry.place;
  alert.line = flow(entry.value.node());
  alert.severity = "warning";
  MapReader map(entry.value, alert_keys);
  decode_condition(map, entry.value, alert);
  if (const auto given = map.find("severity"))
    alert.severity = given->word(*alert_keys.find("severity")).value_or(alert.severity);
  if (const auto given = map.find("labels")) alert.labels = decode_alert_labels(*given);
  if (const auto given = map.find("summary"))
    alert.summary = given->text("what is wrong").value_or("");
  if (const auto given = map.find("runbook"))
    alert.runbook = given->text("what to do").value_or("");
  map.refuse_others();
  return alert;
}

}  // namespace

std::string_view comparison_word(Comparison comparison) {
  return alert_keys.find("comparison")->words[static_cast<size_t>(comparison)];
}

std::vector<Alert> decode_alerts(const Cursor& cursor) {
  std::vector<Alert> alerts;
  read_named(cursor, "alert", alerts_max,
             [&](const Entry& entry) { alerts.push_back(decode_alert(entry)); });
  return alerts;
}

}  // namespace spark::config
