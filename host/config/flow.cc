#include "config/flow.h"

#include <algorithm>

#include "base/ascii.h"
#include "base/json_text.h"

namespace spark::config {
namespace {

// Words, numbers, durations, ratios: texts that mean the same inside braces as on a line of their
// own.
bool is_plain(std::string_view text) {
  const auto fits = [](char c) {
    return base::is_alnum(c) || std::string_view("_.+-/%").find(c) != std::string_view::npos;
  };
  return !text.empty() && std::all_of(text.begin(), text.end(), fits) && text != "-" &&
         text != ".." && !text.starts_with("--");
}

std::string member(std::string_view key, const std::string& value) {
  return flow_text(key) + ": " + value;
}

template <class Items, class Show>
std::string joined(char open, char close, const Items& items, const Show& show) {
  std::string text(1, open);
  for (const auto& item : items) {
    if (text.size() > 1) text += ", ";
    text += show(item);
  }
  return text + close;
}

}  // namespace

std::string flow_text(std::string_view text) {
  std::string out;
  base::append_json_string(out, text);
  return out;
}

std::string flow(const Node& node) {
  switch (node.kind) {
    case Kind::null:
      return "~";
    case Kind::scalar:
      return !node.quoted && is_plain(node.text) ? node.text : flow_text(node.text);
    case Kind::list:
      return joined('[', ']', node.items, [](const Node& item) { return flow(item); });
    case Kind::map:
      return joined('{', '}', node.entries, [](const KeyValue& entry) {
        return member(entry.first.text, flow(entry.second));
      });
  }
  return "~";
}

std::string flow(const Model& model) {
  std::string text = "{" + member("plugin", model.plugin.value);
  if (model.artefact) text += ", " + member("artefact", flow_text(model.artefact->value.string()));
  if (model.sha256) text += ", " + member("sha256", flow_text(model.sha256->value));
  if (!model.with.entries.empty()) text += ", " + member("with", flow(model.with));
  if (!model.bind.empty()) {
    text += ", " + member("bind", joined('{', '}', model.bind, [](const auto& bound) {
                            return member(bound.first, flow_text(bound.second.value));
                          }));
  }
  if (!model.pinned.empty()) text += ", " + member("pinned", flow_text(model.pinned));
  return text + "}";
}

std::string flow(const May& may) {
  std::string text =
      may.anything ? "anything"
                   : "{" + member("metrics", joined('[', ']', may.metrics, flow_text)) + ", " +
                         member("routes", joined('[', ']', may.routes, flow_text)) + "}";
  if (may.swap.empty()) return text;
  return text.append(", may swap ").append(joined('[', ']', may.swap, [](const auto& model) {
    return flow_text(model.value);
  }));
}

}  // namespace spark::config
