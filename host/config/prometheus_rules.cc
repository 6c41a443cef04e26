#include "config/prometheus_rules.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <utility>

namespace spark::config {
namespace {

// In the order of Comparison.
constexpr std::array<std::string_view, 6> operators = {">", ">=", "<", "<=", "==", "!="};

// Where each alert has a section: what it means, what to look at first, what to do.
constexpr std::string_view runbooks = "docs/operating.md#";

// A scalar in double quotes: the texts have no control characters, as the configuration refuses
// them.
std::string double_quoted(std::string_view text) {
  std::string out = "\"";
  for (const char each : text) {
    if (each == '"' || each == '\\') out += '\\';
    out += each == '\n' ? ' ' : each;
  }
  return out + '"';
}

std::string one_line(std::string text) {
  while (!text.empty() && text.back() == '\n') text.pop_back();
  std::replace(text.begin(), text.end(), '\n', ' ');
  return text;
}

// The shortest that reads back as the same.
std::string number_text(double value) {
  std::array<char, 32> text{};
  const auto end = std::to_chars(text.data(), text.data() + text.size(), value).ptr;
  return {text.data(), end};
}

// A whole number of the largest unit that fits, as Prometheus reads it: 90s, 10m, 24h.
std::string duration(double ms) {
  const auto whole = static_cast<int64_t>(ms);
  for (const auto& [unit_ms, unit] :
       {std::pair<int64_t, const char*>{3'600'000, "h"}, {60'000, "m"}, {1'000, "s"}})
    if (whole % unit_ms == 0) return std::to_string(whole / unit_ms) + unit;
  return std::to_string(whole) + "ms";
}

// The figure as a template of Prometheus writes it, from a template's value `from`.
std::string figure(std::string_view format, std::string_view from) {
  const std::string value(from);
  if (format == "percent") return value + " | humanizePercentage }}";
  if (format == "ms") return value + " | printf \"%.1f\" }} ms";
  return value + " | printf \"%.4g\" }}";
}

std::string summary(const Alert& row) {
  std::string text = row.summary.empty() ? row.name : row.summary;
  if (row.rule.value == "none") return text;
  if (!row.rule.of.empty()) return text + ": {{ " + figure(row.rule.value, "$value");
  // The host has the figure as a series of its own; it is absent where the fact is.
  return text + "{{ with printf \"spark_alert_value{alert='" + row.name +
         "',instance='%s'}\" $labels.instance | query }}: {{ " +
         figure(row.rule.value, ". | first | value") + "{{ end }}";
}

std::string expression(const Alert& row) {
  if (row.rule.of.empty()) return "spark_alert_state{alert=\"" + row.name + "\"} == 2";
  std::string text = "(" + one_line(row.rule.of) + ") " +
                     std::string(operators[static_cast<size_t>(row.comparison)]) + " " +
                     number_text(row.threshold);
  if (!row.rule.only.empty()) text += " and on (instance) (" + one_line(row.rule.only) + ")";
  return text;
}

// A heading's anchor: small letters, digits, - and _.
std::string anchor(std::string_view name) {
  std::string text;
  for (const char each : name)
    text += static_cast<char>(std::tolower(static_cast<unsigned char>(each)));
  return text;
}

void append_rule(std::string& out, const Alert& row) {
  out += "      - alert: " + row.rule.name + "\n";
  out += "        expr: " + double_quoted(expression(row)) + "\n";
  if (!row.rule.of.empty() && row.for_ms > 0) out += "        for: " + duration(row.for_ms) + "\n";
  out += "        labels:\n          severity: " + row.severity + "\n";
  for (const auto& [key, value] : row.labels)
    out += "          " + key + ": " + double_quoted(value) + "\n";
  out += "        annotations:\n          summary: " + double_quoted(summary(row)) + "\n";
  if (!row.runbook.empty()) out += "          description: " + double_quoted(row.runbook) + "\n";
  out += "          runbook_url: " + double_quoted(std::string(runbooks) + anchor(row.rule.name)) +
         "\n";
}

}  // namespace

std::set<std::string> rule_files(std::span<const Alert> rows) {
  std::set<std::string> files;
  for (const Alert& row : rows) files.insert(row.rule.file);
  return files;
}

std::string prometheus_rules(std::span<const Alert> rows, std::string_view file) {
  const std::string name(file);
  std::string out =
      "# Written from `alerts:` of the configuration; edit those, and then:\n"
      "# sparkd --config configs/executor.yaml --prometheus-rules " +
      name + " > configs/prometheus/" + name +
      ".yml\n"
      "groups:\n  - name: " +
      name + "\n    rules:\n";
  for (const Alert& row : rows)
    if (row.rule.file == file) append_rule(out, row);
  return out;
}

}  // namespace spark::config
