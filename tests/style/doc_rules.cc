#include "style/doc_rules.h"

#include <array>

#include "style/doc_commands.h"
#include "style/doc_names.h"

namespace spark::style {
namespace {

constexpr std::array rules = {
    DocRule{"doc-links", doc_links},       DocRule{"doc-reachable", doc_reachable},
    DocRule{"doc-paths", doc_paths},       DocRule{"doc-metrics", doc_metrics},
    DocRule{"doc-words", doc_words},       DocRule{"doc-routes", doc_routes},
    DocRule{"doc-commands", doc_commands}, DocRule{"doc-flags", doc_flags},
};

}  // namespace

std::span<const DocRule> doc_rules() {
  return rules;
}

std::vector<Finding> check_documents(const std::vector<Source>& sources) {
  std::vector<DocPage> pages;
  for (const Source& source : sources)
    if (is_page(source.path)) pages.push_back(parse_page(source));
  const DocFacts facts = facts_of(sources, pages);
  std::vector<Finding> findings;
  for (const DocPage& page : pages) {
    for (const DocRule& rule : doc_rules()) {
      const auto more = rule.check(page, facts);
      findings.insert(findings.end(), more.begin(), more.end());
    }
  }
  return findings;
}

}  // namespace spark::style
