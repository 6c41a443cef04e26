// The outcome of an evaluation in a sentence: for a verdict what is not met, without one what is
// missing.
#include <cmath>

#include "eval_result.h"
#include "spark/tool/format.h"

namespace eval {
namespace {

using spark::tool::fixed;
using spark::tool::grouped;
using training::OfflineCheck;
using training::Verdict;

std::string number_text(double value) {
  if (value >= 1000) return grouped(static_cast<uint64_t>(value));
  return fixed(value, value == std::floor(value) ? 0 : 4);
}

std::string asked_and_found(const OfflineCheck& check) {
  const std::string name =
      check.verdict == Verdict::inconclusive ? "too few " + check.name : check.name;
  return name + " " + number_text(*check.value) + " (asked " + check.requirement + ")";
}

// Of a requirement without a value, in an evaluation with measures.
std::string why_unknown(const Evaluation& evaluation, const OfflineCheck& check) {
  const bool needs_frozen = check.name == "precision" || check.name == "recall" ||
                            check.name == "selected" || check.name == "brier_skill" ||
                            check.name == "gain_low";
  if (check.name == "cv_std") return "the artefact's manifest holds no cross-validation";
  if (needs_frozen && !evaluation.manifest.frozen)
    return "the artefact's manifest holds nothing that training froze";
  if (check.name == "gain_low") return "the interval needs rows of at least 5 whole days";
  if (check.name == "precision") return "no row is above the frozen threshold";
  return "these rows do not determine it";
}

std::string missing_text(const Evaluation& evaluation) {
  std::string text;
  const auto add = [&](const std::string& part) {
    text.append(text.empty() ? "" : "; ").append(part);
  };
  for (const OfflineCheck& check : evaluation.verdict.checks) {
    if (check.verdict != Verdict::inconclusive) continue;
    add(check.value ? asked_and_found(check)
                    : "no " + check.name + ": " + why_unknown(evaluation, check));
  }
  if (text.empty() && !evaluation.not_computed.empty()) add(evaluation.not_computed.front());
  return text;
}

std::string failed_text(const Evaluation& evaluation) {
  std::string text;
  for (const OfflineCheck& check : evaluation.verdict.checks)
    if (check.verdict == Verdict::fail)
      text.append(text.empty() ? "" : ", ").append(asked_and_found(check));
  return text;
}

}  // namespace

std::string message_of(const Evaluation& evaluation) {
  const auto& [checks, verdict] = evaluation.verdict;
  if (verdict == Verdict::pass)
    return "all " + std::to_string(checks.size()) + " requirements are met";
  if (verdict == Verdict::fail) return "not met: " + failed_text(evaluation);
  if (!evaluation.measures) return "nothing could be judged: " + evaluation.not_computed.back();
  return "neither passed nor failed: " + missing_text(evaluation);
}

}  // namespace eval
