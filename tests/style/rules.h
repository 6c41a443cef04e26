// The rules that look at one file: pure functions of its path and text, so that each can be shown a
// bad sample (rules_test.cc) and none can pass silently.
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "style/source.h"

namespace spark::style {

struct Rule {
  std::string_view name;
  std::vector<Finding> (*check)(const Source& source);  // only for files that the rule is about
};

[[nodiscard]] std::span<const Rule> file_rules();

}  // namespace spark::style
