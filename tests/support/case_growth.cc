#include "support/case_growth.h"

#include <algorithm>
#include <sstream>
#include <stdexcept>

namespace spark::test {

std::vector<CaseCount> read_case_counts(std::string_view text) {
  std::vector<CaseCount> counts;
  std::istringstream lines{std::string(text)};
  for (std::string line; std::getline(lines, line);) {
    if (line.empty() || line[0] == '#') continue;
    std::istringstream words(line);
    CaseCount count;
    words >> count.baseline >> count.least >> std::ws;
    if (!std::getline(words, count.kind) || count.baseline > count.least)
      throw std::runtime_error("case counts: expected <baseline> <least> <kind>, found " + line);
    const bool twice = std::any_of(counts.begin(), counts.end(), [&](const CaseCount& other) {
      return other.kind == count.kind;
    });
    if (twice) throw std::runtime_error("case counts: twice " + count.kind);
    counts.push_back(std::move(count));
  }
  return counts;
}

std::string growth_text(std::size_t now, std::size_t baseline) {
  if (baseline == 0) return "all new since the baseline";
  const std::string of_then = "the baseline's " + std::to_string(baseline);
  if (now == baseline) return "still " + of_then;
  return now > baseline ? std::to_string(now - baseline).append(" more than ").append(of_then)
                        : std::to_string(baseline - now).append(" fewer than ").append(of_then);
}

}  // namespace spark::test
