// A pipeline as text: its stages in order, with the slots that each reads and writes.
#include <algorithm>

#include "ctl/graph.h"
#include "ctl/view_parts.h"
#include "spark/tool/format.h"
#include "spark/tool/table.h"

namespace spark::ctl {
namespace {

namespace json = tool::json;
using tool::items;
using tool::Table;
using tool::text;

constexpr size_t line_columns_max = 100;

// The slots that a stage reads, without its `when` slot, which has a line of its own.
json::array read_slots(const json::value& stage) {
  json::array slots;
  for (const json::value& slot : items(stage, "inputs")) {
    if (tool::find(stage, "when") == nullptr || text(slot) != text(stage, "when"))
      slots.push_back(slot);
  }
  return slots;
}

// "  │    reads   a, b, c", continued below its first item where a line would be too long.
std::string listed(const std::string& label, const json::array& names) {
  const std::string first = "  │    " + label + std::string(8 - label.size(), ' ');
  const std::string later = "  │    " + std::string(8, ' ');
  std::string out;
  std::string line = first;
  for (size_t i = 0; i < names.size(); ++i) {
    const std::string item = text(names[i]) + (i + 1 < names.size() ? "," : "");
    const bool fits = tool::columns_of(line) + 1 + item.size() <= line_columns_max;
    if (!fits && line != first && line != later) {
      out += line + "\n";
      line = later;
    }
    if (!line.ends_with(' ')) line += ' ';
    line += item;
  }
  if (names.empty()) line += "-";
  return out + line + "\n";
}

std::string stage_title(const json::value& stage) {
  std::string out = "  ├─ " + text(stage, "name") + ": ";
  if (text(stage, "kind") == "predict") {
    out += "predict with model " + text(stage, "model");
    if (tool::find(stage, "version") != nullptr) out += " " + text(stage, "version");
    return out + "\n";
  }
  out += "plugin " + text(stage, "plugin");
  if (tool::find(stage, "type") != nullptr) out += ", stage " + text(stage, "type");
  return out + "\n";
}

// When the stage runs, how a failure counts, how long the stage may take.
std::string stage_rules(const json::value& stage) {
  std::string out = is_true(stage, "required") ? "required" : "may fail: its outputs are null then";
  if (tool::find(stage, "when") != nullptr) out += "; only when " + text(stage, "when");
  if (tool::find(stage, "budget_ms") != nullptr)
    out += "; budget " + text(stage, "budget_ms") + " ms";
  return "  │    rule    " + out + "\n";
}

std::string stage_breaker(const json::value& stage) {
  const json::value* breaker = tool::find(stage, "breaker");
  if (breaker == nullptr) return "";
  const double errors_max = tool::number(*breaker, "errors_ratio_max").value_or(0);
  const double half_open_ms = tool::number(*breaker, "half_open_ms").value_or(0);
  return "  │    breaker " + text(*breaker, "state") + "; opens above " +
         tool::percent(errors_max, 1) + " errors over " + text(*breaker, "over_calls") +
         " calls, tries again after " + tool::duration(half_open_ms / 1000) + "\n";
}

std::string stage_counts(const json::value& stage) {
  if (!tool::number(stage, "runs")) return "";
  return "  │    so far  " + text(stage, "runs") + " runs, " + text(stage, "errors") + " errors, " +
         text(stage, "late") + " late, " + text(stage, "skipped") + " skipped\n";
}

// Every line of `block` behind `margin`.
std::string indented(std::string_view block, std::string_view margin) {
  std::string out;
  while (!block.empty()) {
    const std::string_view line = block.substr(0, block.find('\n'));
    out.append(margin).append(line) += '\n';
    block.remove_prefix(std::min(line.size() + 1, block.size()));
  }
  return out;
}

std::string answer(const json::value& pipeline, std::string_view margin) {
  Table table({{""}, {""}});
  for (const json::value& field : items(pipeline, "answer")) {
    std::string from = "<- ";
    const json::array& sources = items(field, "from");
    for (size_t i = 0; i < sources.size(); ++i) from += (i > 0 ? ", else " : "") + text(sources[i]);
    if (sources.empty()) from += "-";
    table.row({text(field, "field") + (is_true(field, "nullable") ? " (or null)" : ""), from});
  }
  return table.empty() ? "no answer fields\n" : "answer\n" + indented(table.render(), margin);
}

std::string stage_block(const json::value& stage) {
  return "  │\n" + stage_title(stage) + listed("reads", read_slots(stage)) +
         listed("writes", items(stage, "outputs")) + stage_rules(stage) + stage_breaker(stage) +
         stage_counts(stage);
}

}  // namespace

std::string graph_text(const json::value& pipeline) {
  std::string out = "pipeline " + text(pipeline, "name") + " (" + text(pipeline, "kind") + ")  " +
                    text(pipeline, "route.method") + " " + text(pipeline, "route.listener") + " " +
                    text(pipeline, "route.path") + "\n";
  if (!items(pipeline, "input").empty()) {
    Table input({{""}, {""}, {""}});
    for (const json::value& slot : items(pipeline, "input")) {
      input.row(
          {text(slot, "slot"), text(slot, "type"), is_true(slot, "optional") ? "optional" : ""});
    }
    out += "  ┌─ input\n" + indented(input.render(), "  │    ");
  }
  std::string observers;
  for (const json::value& stage : items(pipeline, "stages"))
    (is_true(stage, "after_answer") ? observers : out) += stage_block(stage);
  if (observers.empty()) return out + "  │\n  └─ " + answer(pipeline, "       ");
  return out + "  │\n  ├─ " + answer(pipeline, "  │    ") +
         "  │\n  ╞═ after the answer: it does not wait for these\n" + observers +
         "  │\n  └─ the next request\n";
}

}  // namespace spark::ctl
