#include "ctl/route_help.h"

#include <algorithm>

#include "ctl/built_ins.h"
#include "spark/tool/table.h"
#include "spark/tool/visible.h"

namespace spark::ctl {
namespace {

std::string joined(std::span<const std::string> words) {
  std::string text = "sparkctl";
  for (const std::string& word : words) text.append(" ").append(word);
  return text;
}

bool is_risky(const RouteCommand& route) {
  return route.method == "POST" && route.access == "admin";
}

std::string needs_of(const RouteCommand& route) {
  if (is_risky(route)) return "needs the credential and --confirm";
  if (route.access == "admin") return "needs the credential";
  if (route.access == "safe") return "at once, on this machine without the credential";
  return "";
}

// A value as it may be typed: "mode=observe-only" of "mode=observe-only|live".
std::string typed(const std::string& value) {
  return value.substr(0, value.find('|'));
}

bool is_key_letter(char letter) {
  return (letter >= 'a' && letter <= 'z') || letter == '_' || letter == '-';
}

constexpr const char* options_text =
    "Options: key=value or --key value, or --data JSON for all; --lineage NAME; --confirm; and\n"
    "--admin, --state-dir, --token-file, --json and --wide, as every command.\n";

}  // namespace

std::vector<std::string> values_in(std::string_view doc) {
  std::vector<std::string> values;
  while (!doc.empty()) {
    std::string_view word = doc.substr(0, doc.find(' '));
    doc.remove_prefix(std::min(word.size() + 1, doc.size()));
    while (!word.empty() && (word.back() == ',' || word.back() == ':' || word.back() == ';'))
      word.remove_suffix(1);
    const size_t equals = word.find('=');
    if (equals == 0 || equals == std::string_view::npos || equals + 1 == word.size()) continue;
    if (std::all_of(word.begin(), word.begin() + static_cast<ptrdiff_t>(equals), is_key_letter))
      values.emplace_back(word);
  }
  return values;
}

std::string help_below(std::span<const RouteCommand> commands, std::span<const ToolLine> tools,
                       std::span<const std::string> words) {
  const std::string beginning = joined(words);
  const auto is_below = [&](const std::string& line) {
    return line == beginning || line.starts_with(beginning + " ");
  };
  tool::Table table({{""}, {""}, {""}});
  std::vector<std::string> known;
  for (const ToolLine& tool : tools) {
    const std::string line = "sparkctl " + tool.words;
    if (!is_below(line)) continue;
    known.push_back(line);
    table.row({"  " + line, "", tool.doc});
  }
  for (const RouteCommand& command : commands) {
    const std::string line = joined(command.words);
    if (is_below(line) && std::find(known.begin(), known.end(), line) == known.end())
      table.row({"  " + line, needs_of(command), command.doc});
  }
  if (table.empty()) return "";
  return table.render() + "\n" + options_text +
         "Values and examples of a command: " + tool::visible(beginning) + " VERB --help\n" +
         exit_codes + "\n";
}

// What comes from the host is escaped part by part: none of it makes a line of its own.
std::string help_of(const RouteCommand& route) {
  const std::string words = tool::visible(joined(route.words));
  const std::string confirm = is_risky(route) ? " --confirm" : "";
  std::string usage = words;
  std::string example = words;
  for (const std::string& value : values_in(route.doc)) {
    usage.append(" [").append(tool::visible(value)).append("]");
    example.append(" ").append(tool::visible(typed(value)));
  }
  std::string text = "Usage: " + usage + confirm + "\n";
  if (!route.doc.empty()) text.append("\n").append(tool::visible(route.doc)).append("\n");
  text.append("Calls ").append(tool::visible(route.method + " " + route.path));
  text.append(" of the listener ").append(tool::visible(route.listener));
  if (const std::string needs = needs_of(route); !needs.empty()) text.append("; ").append(needs);
  text.append(".\n\n").append(options_text).append("\nExamples:\n  ");
  if (example != words) text.append(words).append(confirm).append("\n  ");
  text.append(example).append(confirm).append("\n  ").append(example).append(confirm);
  return text.append(" --json\n").append(exit_codes).append("\n");
}

}  // namespace spark::ctl
