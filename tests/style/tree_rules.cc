// Runs every rule over every file; see tree_rules.h.
#include "style/tree_rules.h"

#include <algorithm>
#include <set>
#include <span>
#include <stdexcept>
#include <string_view>

#include "style/contracts.h"
#include "style/cycles.h"
#include "style/decisions.h"
#include "style/doc_rules.h"
#include "style/doc_tables.h"
#include "style/layers.h"
#include "style/rules.h"
#include "style/samples.h"
#include "style/type_names.h"

namespace spark::style {
namespace {

using Sources = std::vector<Source>;
using Findings = std::vector<Finding>;

// A check and the rules that its findings may be of.
struct Check {
  std::vector<std::string_view> rules;
  Findings (*run)(const Sources& sources);
};

template <class Rules>
std::vector<std::string_view> names_of(const Rules& rules) {
  std::vector<std::string_view> names;
  for (const auto& rule : rules) names.push_back(rule.name);
  return names;
}

void append(Findings& findings, const Findings& more) {
  findings.insert(findings.end(), more.begin(), more.end());
}

template <Findings (*check)(const Source& source)>
Findings of_each(const Sources& sources) {
  Findings findings;
  for (const Source& source : sources) append(findings, check(source));
  return findings;
}

Findings one_file_rules(const Sources& sources) {
  Findings findings;
  for (const Source& source : sources)
    for (const Rule& rule : file_rules()) append(findings, rule.check(source));
  return findings;
}

Findings all_layers(const Sources& sources) {
  std::set<std::string> paths;
  for (const Source& source : sources) paths.insert(source.path);
  Findings findings;
  for (const Source& source : sources) {
    append(findings, host_edges(source));
    append(findings, outer_edges(source, paths));
    append(findings, linked_layers(source, sources));
  }
  return findings;
}

Findings all_samples(const Sources& sources) {
  Findings findings;
  for (const Source& source : sources) append(findings, samples(source, sources));
  return findings;
}

Findings new_cycles(const Sources& sources) {
  return component_cycles(sources, known_cycles());
}

// The one list of all rules.
const std::vector<Check>& checks() {
  static const std::vector<Check> all = {
      {names_of(file_rules()), one_file_rules},
      {{"layers"}, all_layers},
      {{"libraries"}, of_each<library_edges>},
      {{"thread-tags"}, of_each<thread_tags>},
      {{"thread-tags"}, of_each<tag_spellings>},
      {{"comment-share"}, comment_shares},
      {{"samples"}, all_samples},
      {{"type-names"}, repeated_types},
      {{"cycles"}, new_cycles},
      {names_of(doc_rules()), check_documents},
      {{"decisions"}, check_decisions},
      {{"layer-table", "glossary", "request-path", "doc-tables"}, check_tables},
  };
  return all;
}

}  // namespace

std::vector<Finding> check_tree(const std::vector<Source>& sources) {
  Findings findings;
  for (const Check& check : checks()) {
    const Findings more = check.run(sources);
    for (const Finding& finding : more)
      if (std::find(check.rules.begin(), check.rules.end(), finding.rule) == check.rules.end())
        throw std::logic_error("tests/style/tree_rules.cc does not list the rule " + finding.rule);
    append(findings, more);
  }
  return findings;
}

std::vector<std::string> rule_names() {
  std::set<std::string> names;
  for (const Check& check : checks()) names.insert(check.rules.begin(), check.rules.end());
  return {names.begin(), names.end()};
}

}  // namespace spark::style
