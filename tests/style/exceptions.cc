// Reading and applying the list of exceptions; see exceptions.h.
#include "style/exceptions.h"

#include <algorithm>
#include <sstream>

namespace spark::style {

std::vector<Exception> parse_exceptions(const Source& source, std::vector<Finding>& findings) {
  std::vector<Exception> exceptions;
  uint32_t number = 0;
  for (const std::string_view line : lines_of(source.text)) {
    ++number;
    if (line.empty() || line.starts_with('#')) continue;
    std::istringstream in{std::string(line)};
    Exception exception;
    exception.line = number;
    std::string rest;
    if ((in >> exception.rule >> exception.path >> exception.count) && exception.count > 0 &&
        !(in >> rest)) {
      exceptions.push_back(exception);
    } else {
      findings.push_back({"exceptions", source.path, number, "expected: <rule> <path> <count>"});
    }
  }
  return exceptions;
}

std::vector<Finding> apply(const std::vector<Exception>& exceptions, std::vector<Finding> findings,
                           std::string_view list_path) {
  std::vector<Finding> stale;
  for (const Exception& exception : exceptions) {
    const auto covered = [&](const Finding& finding) {
      return finding.rule == exception.rule && finding.path == exception.path;
    };
    const auto count = std::count_if(findings.begin(), findings.end(), covered);
    if (count <= exception.count) std::erase_if(findings, covered);
    if (count >= exception.count) continue;
    stale.push_back({"exceptions", std::string(list_path), exception.line,
                     exception.path + " has " + std::to_string(count) + " findings of " +
                         exception.rule + ", not " + std::to_string(exception.count) + ": " +
                         (count == 0 ? "remove the entry" : "lower the number")});
  }
  findings.insert(findings.end(), stale.begin(), stale.end());
  return findings;
}

}  // namespace spark::style
