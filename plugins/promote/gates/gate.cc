#include "gate.h"

#include <algorithm>

namespace promote {
namespace {

struct Names {
  const char* name;
  const char* label;
  const char* row_id;
};
constexpr Names gate_names[gates_count] = {
    {"psi", "PSI, 7 days", "psi"},
    {"performance", "Performance, 24 h", "performance"},
    {"alerts", "Alert silence, 24 h", "alertSilence"},
    {"offline", "Offline evaluation", "offlineEval"},
    {"delta", "Shadow delta, 24 h", "shadowDelta"},
    {"evidence", "Evidence", "evidenceComplete"},
};

const Names& names_of(GateName gate) {
  return gate_names[static_cast<size_t>(gate)];
}

template <class Each>
bool has(const std::vector<Each>& all, Verdict verdict) {
  return std::any_of(all.begin(), all.end(),
                     [&](const Each& each) { return each.verdict == verdict; });
}

Verdict verdict_of(const std::vector<Check>& checks) {
  if (checks.empty()) return Verdict::inconclusive;
  if (has(checks, Verdict::error)) return Verdict::error;
  for (const Check& check : checks)
    if (check.is_basis && check.verdict == Verdict::inconclusive) return Verdict::inconclusive;
  if (has(checks, Verdict::no_go)) return Verdict::no_go;
  return has(checks, Verdict::inconclusive) ? Verdict::inconclusive : Verdict::go;
}

}  // namespace

const char* name_of(Verdict verdict) {
  switch (verdict) {
    case Verdict::go:
      return "GO";
    case Verdict::no_go:
      return "NO_GO";
    case Verdict::inconclusive:
      return "INCONCLUSIVE";
    case Verdict::error:
      return "ERROR";
  }
  return "ERROR";
}

int number_of(Verdict verdict) {
  switch (verdict) {
    case Verdict::go:
      return 1;
    case Verdict::no_go:
      return 0;
    case Verdict::inconclusive:
      return -1;
    case Verdict::error:
      return -2;
  }
  return -2;
}

const char* row_status_of(Verdict verdict) {
  if (verdict == Verdict::go) return "PASS";
  return verdict == Verdict::no_go ? "FAIL" : "BLOCKED";
}

const char* name_of(GateName gate) {
  return names_of(gate).name;
}
const char* label_of(GateName gate) {
  return names_of(gate).label;
}
const char* row_id_of(GateName gate) {
  return names_of(gate).row_id;
}

Gate gate_of(GateName name, std::vector<Check> checks) {
  const Verdict verdict = verdict_of(checks);
  return {name, verdict, std::move(checks)};
}

const Check* deciding(const Gate& gate) {
  for (const Check& check : gate.checks)
    if (check.verdict == gate.verdict) return &check;
  return gate.checks.empty() ? nullptr : &gate.checks.front();
}

Verdict overall(const std::vector<Gate>& gates) {
  if (has(gates, Verdict::error)) return Verdict::error;
  if (has(gates, Verdict::no_go)) return Verdict::no_go;
  const bool is_all = gates.size() == gates_count;
  return !is_all || has(gates, Verdict::inconclusive) ? Verdict::inconclusive : Verdict::go;
}

size_t passed(const std::vector<Gate>& gates) {
  return static_cast<size_t>(std::count_if(
      gates.begin(), gates.end(), [](const Gate& each) { return each.verdict == Verdict::go; }));
}

}  // namespace promote
