// The rules about words that must not stand in a file; see rules.h.
#pragma once

#include <vector>

#include "style/source.h"

namespace spark::style {

using Findings = std::vector<Finding>;

[[nodiscard]] Findings unfinished(const Source& source);     // marks of work left undone
[[nodiscard]] Findings domain_words(const Source& source);   // the plugins' words in host/
[[nodiscard]] Findings machine_names(const Source& source);  // what only one machine or company has
[[nodiscard]] Findings glossary_words(const Source& source);  // what docs/glossary.md replaces
[[nodiscard]] Findings matcher_names(const Source& source);  // what Catch2 3 has under another name

}  // namespace spark::style
