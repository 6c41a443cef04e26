// Runs every rule over every file; see tree_rules.h.
#include "style/tree_rules.h"

#include <set>
#include <string>

#include "style/contracts.h"
#include "style/cycles.h"
#include "style/doc_rules.h"
#include "style/layers.h"
#include "style/rules.h"
#include "style/samples.h"
#include "style/type_names.h"

namespace spark::style {

std::vector<Finding> check_tree(const std::vector<Source>& sources) {
  std::set<std::string> paths;
  for (const Source& source : sources) paths.insert(source.path);
  std::vector<Finding> findings;
  const auto add = [&](const std::vector<Finding>& more) {
    findings.insert(findings.end(), more.begin(), more.end());
  };
  for (const Source& source : sources) {
    for (const Rule& rule : file_rules()) add(rule.check(source));
    add(host_edges(source));
    add(outer_edges(source, paths));
    add(library_edges(source));
    add(linked_layers(source, sources));
    add(thread_tags(source));
    add(tag_spellings(source));
    add(samples(source, sources));
  }
  add(repeated_types(sources));
  add(component_cycles(sources, known_cycles()));
  add(check_documents(sources));
  add(comment_shares(sources));
  return findings;
}

}  // namespace spark::style
