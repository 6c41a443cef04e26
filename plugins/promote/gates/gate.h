// The six gates and what each may say. A promotion needs GO of all six.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace promote {

// What is not known is never GO.
enum class Verdict {
  go,
  no_go,
  inconclusive,  // too little is known: no fact, too old, too few samples, another model's
  error,         // what is known contradicts itself, or could not be read
};

enum class GateName { psi, performance, alerts, offline, delta, evidence };
inline constexpr size_t gates_count = 6;

// "GO", "NO_GO", "INCONCLUSIVE", "ERROR".
[[nodiscard]] const char* name_of(Verdict verdict);
// As ml_gate_state has it: 1, 0, -1, -2.
[[nodiscard]] int number_of(Verdict verdict);
// As the rows that clients poll have it: "PASS", "FAIL", "BLOCKED".
[[nodiscard]] const char* row_status_of(Verdict verdict);

// "psi", "performance", "alerts", "offline", "delta", "evidence"; and for people.
[[nodiscard]] const char* name_of(GateName gate);
[[nodiscard]] const char* label_of(GateName gate);
// As the rows that clients poll have it: "psi", "performance", "alertSilence", "offlineEval",
// "shadowDelta", "evidenceComplete".
[[nodiscard]] const char* row_id_of(GateName gate);

// One requirement of a gate.
struct Check {
  std::string name;             // "p95_ms"
  std::optional<double> value;  // none: there is no such figure
  uint64_t samples = 0;         // that the value rests on; 0 where that does not apply
  std::string requirement;      // "< 80"
  Verdict verdict = Verdict::inconclusive;
  std::string reason;  // why it is not GO, or a note; "" otherwise
  // Without it the others speak neither for nor against the model.
  bool is_basis = false;

  friend bool operator==(const Check&, const Check&) = default;
};

struct Gate {
  GateName name = GateName::psi;
  Verdict verdict = Verdict::inconclusive;
  std::vector<Check> checks;

  friend bool operator==(const Gate&, const Gate&) = default;
};

// ERROR if one check is; else INCONCLUSIVE if a basis is missing; else NO_GO if one check is; else
// INCONCLUSIVE if one is, or there is none; else GO. [any]
[[nodiscard]] Gate gate_of(GateName name, std::vector<Check> checks);

// The check that decided: the first of the gate's verdict, and of a gate that is GO its first
// check. Null for a gate without checks. [any]
[[nodiscard]] const Check* deciding(const Gate& gate);

// ERROR if one gate is, else NO_GO if one is, else INCONCLUSIVE if one is or they are not six; else
// GO. [any]
[[nodiscard]] Verdict overall(const std::vector<Gate>& gates);
[[nodiscard]] size_t passed(const std::vector<Gate>& gates);

}  // namespace promote
