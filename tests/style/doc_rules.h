// The rules about documents: a page names only what there is. Each is a pure function of a page and
// of what the repository has, so that it can be shown a bad sample (doc_rules_test.cc).
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "style/doc_facts.h"
#include "style/markdown.h"
#include "style/source.h"

namespace spark::style {

struct DocRule {
  std::string_view name;
  std::vector<Finding> (*check)(const DocPage& page, const DocFacts& facts);
};

[[nodiscard]] std::span<const DocRule> doc_rules();

// Every rule over every page.
[[nodiscard]] std::vector<Finding> check_documents(const std::vector<Source>& sources);

}  // namespace spark::style
