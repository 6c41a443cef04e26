// tests/case_counts.txt: how many cases each table had, and how many it may not fall below.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace spark::test {

struct CaseCount {
  std::size_t baseline = 0;
  std::size_t least = 0;
  std::string kind;
};

// Throws for a line that is none, and for a kind that stands there twice.
[[nodiscard]] std::vector<CaseCount> read_case_counts(std::string_view text);

// "64 more than the baseline's 255".
[[nodiscard]] std::string growth_text(std::size_t now, std::size_t baseline);

}  // namespace spark::test
