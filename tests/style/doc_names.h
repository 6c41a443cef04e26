// The rules about what pages name: links, paths, metrics, routes, macros; see doc_rules.h.
#pragma once

#include <vector>

#include "style/doc_facts.h"
#include "style/markdown.h"
#include "style/source.h"

namespace spark::style {

[[nodiscard]] std::vector<Finding> doc_links(const DocPage& page, const DocFacts& facts);
[[nodiscard]] std::vector<Finding> doc_reachable(const DocPage& page, const DocFacts& facts);
[[nodiscard]] std::vector<Finding> doc_paths(const DocPage& page, const DocFacts& facts);
[[nodiscard]] std::vector<Finding> doc_metrics(const DocPage& page, const DocFacts& facts);
[[nodiscard]] std::vector<Finding> doc_words(const DocPage& page, const DocFacts& facts);
[[nodiscard]] std::vector<Finding> doc_routes(const DocPage& page, const DocFacts& facts);

}  // namespace spark::style
