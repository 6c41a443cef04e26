// A pipeline as Graphviz dot.
#include <algorithm>
#include <map>
#include <utility>

#include "base/text.h"
#include "ctl/graph.h"
#include "ctl/view_parts.h"

namespace spark::ctl {
namespace {

namespace json = tool::json;
using tool::items;
using tool::text;

std::string dot_string(std::string_view name) {
  std::string out = "\"";
  for (const char c : name) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out + "\"";
}

class DotWriter {
 public:
  explicit DotWriter(const json::value& pipeline) : pipeline_(pipeline) {
    for (const json::value& stage : items(pipeline, "stages")) {
      for (const json::value& slot : items(stage, "outputs")) {
        writers_[text(slot)] = "stage " + text(stage, "name");
      }
    }
  }

  std::string write() {
    out_ = "digraph " + dot_string(text(pipeline_, "name")) + " {\n" +
           "  rankdir=LR;\n  node [shape=box, fontname=\"sans-serif\"];\n" +
           "  edge [fontname=\"sans-serif\", fontsize=9];\n";
    node("input", "input", ", shape=oval");
    write_stages(false);
    node("answer", "answer", ", shape=oval");
    if (has_observers()) {
      out_ += "  subgraph cluster_after {\n  label=\"after the answer\"; style=dashed;\n";
      write_stages(true);
      out_ += "  }\n";
    }
    for (const json::value& field : items(pipeline_, "answer")) {
      for (const json::value& slot : items(field, "from"))
        add_edge(text(slot), "answer", text(field, "field"));
    }
    if (plan_drawn_) node("plan", "plan", ", shape=oval, style=dotted");
    for (const auto& [ends, label] : edges_) edge(ends, label, "");
    for (const auto& [ends, label] : conditions_) edge(ends, label, ", style=dashed");
    return out_ + "}\n";
  }

 private:
  using Ends = std::pair<std::string, std::string>;

  static bool is_observer(const json::value& stage) { return is_true(stage, "after_answer"); }
  bool has_observers() {
    const json::array& stages = items(pipeline_, "stages");
    return std::any_of(stages.begin(), stages.end(), is_observer);
  }

  void write_stages(bool observers) {
    for (const json::value& stage : items(pipeline_, "stages"))
      if (is_observer(stage) == observers) write_stage(stage);
  }

  void write_stage(const json::value& stage) {
    const std::string name = text(stage, "name");
    std::string label = name + "\n";
    const bool predicts = text(stage, "kind") == "predict";
    label += predicts ? "model " + text(stage, "model")
                      : text(stage, "plugin") + " " + text(stage, "type");
    const json::value* required = tool::find(stage, "required");
    const bool bold = required != nullptr && required->is_bool() && required->get_bool();
    node("stage " + name, label, bold ? ", style=bold" : "");
    const bool conditional = tool::find(stage, "when") != nullptr;
    for (const json::value& slot : items(stage, "inputs")) {
      const std::string name_of_slot = text(slot);
      if (conditional && name_of_slot == text(stage, "when")) continue;  // drawn dashed, below
      add_edge(name_of_slot, "stage " + name, name_of_slot);
    }
    if (conditional) {
      const std::string slot = text(stage, "when");
      join(conditions_[{writer(slot), "stage " + name}], "when " + slot);
    }
  }

  // The node that writes the slot: a stage, the input, or the plan itself (constants, clocks).
  std::string writer(const std::string& slot) {
    const auto found = writers_.find(slot);
    if (found != writers_.end()) return found->second;
    if (slot.starts_with("input.")) return "input";
    if (slot.starts_with("answer.")) return "answer";
    plan_drawn_ = true;
    return "plan";
  }

  void add_edge(const std::string& slot, const std::string& to, const std::string& label) {
    join(edges_[{writer(slot), to}], label);
  }

  static void join(std::string& lines, const std::string& line) {
    lines += (lines.empty() ? "" : "\n") + line;
  }

  void node(const std::string& id, const std::string& label, const std::string& style) {
    out_ += "  " + dot_string(id) + " [label=" + line_broken(label) + style + "];\n";
  }

  void edge(const Ends& ends, const std::string& label, const std::string& style) {
    out_ += "  " + dot_string(ends.first) + " -> " + dot_string(ends.second) +
            " [label=" + line_broken(label) + style + "];\n";
  }

  static std::string line_broken(const std::string& label) {
    return base::replace_all(dot_string(label), "\n", "\\n");
  }

  const json::value& pipeline_;
  std::string out_;
  std::map<std::string, std::string> writers_;  // slot -> node
  std::map<Ends, std::string> edges_;           // one edge a pair of nodes, a line a slot
  std::map<Ends, std::string> conditions_;
  bool plan_drawn_ = false;
};

}  // namespace

std::string graph_dot(const json::value& pipeline) {
  return DotWriter(pipeline).write();
}

}  // namespace spark::ctl
