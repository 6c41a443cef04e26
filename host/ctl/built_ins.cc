#include "ctl/built_ins.h"

#include <utility>

#include "base/assert.h"

namespace spark::ctl {

CLI::App* BuiltIns::add(std::string_view words, const std::string& doc, const std::string& example,
                        Run run) {
  const size_t space = words.rfind(' ');
  CLI::App* parent = &top_;
  if (space != std::string_view::npos) {
    parent = nullptr;
    for (const BuiltIn& one : all_) {
      if (one.words == words.substr(0, space)) parent = one.app;
    }
    SPARK_ASSERT(parent != nullptr, "a command below another is added after it");
  }
  const std::string_view name = space == std::string_view::npos ? words : words.substr(space + 1);
  CLI::App* app = parent->add_subcommand(std::string(name), doc);
  app->fallthrough()->prefix_command(false)->require_subcommand(0, 1);
  app->footer(
      "Every command also takes --admin, --state-dir, --token-file, --json and "
      "--wide.\n\nExample: " +
      example + "\n" + exit_codes);
  all_.push_back({std::string(words), app, std::move(run)});
  return app;
}

const BuiltIn* BuiltIns::parsed() const {
  const BuiltIn* deepest = nullptr;  // each command comes after the command above it
  for (const BuiltIn& one : all_) {
    if (one.app->parsed()) deepest = &one;
  }
  return deepest;
}

std::vector<std::string> BuiltIns::names_below(std::string_view words) const {
  const std::string before = words.empty() ? "" : std::string(words) + " ";
  std::vector<std::string> names;
  for (const BuiltIn& one : all_) {
    if (!one.words.starts_with(before)) continue;
    const std::string name = one.words.substr(before.size());
    if (name.find(' ') == std::string::npos) names.push_back(name);
  }
  return names;
}

}  // namespace spark::ctl
