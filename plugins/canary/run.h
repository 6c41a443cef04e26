// What a run of a canary is about, and how its phases went: what files and records say.
#pragma once

#include <cmath>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "limits.h"
#include "machine.h"
#include "spark/bytes.h"

namespace canary {

struct ModelId {
  std::string version;
  std::string sha256;  // "" without an artefact
};

// One phase that ended, or was ended.
struct PhaseResult {
  uint32_t split_ppm = 0;
  double minutes = 0;  // that it was open
  Sums sums;
  std::optional<double> p95_ms, p99_ms;
  bool p95_abort = false;
  bool errors_abort = false;
  bool match_abort = false;
  std::string decision;  // CONTINUE, HOLD or ABORT
  std::string ended_by;  // which rule
};

struct Run {
  int64_t started_utc_ms = 0;
  std::string token;  // 8 hex digits
  ModelId production, candidate;
  std::vector<PhaseResult> results;

  void write(spark::ByteWriter& out) const;
  // Throws spark::Error for bytes that are none.
  static Run read(spark::ByteReader& in);
};

// 8 hex digits of the candidate and of when it began. [any]
[[nodiscard]] std::string token_of(const Run& run);

// What others say of the candidate when a document is made; nothing where nobody says anything.
struct Beside {
  std::optional<double> psi_overall;  // of its inputs, over seven days
  std::optional<double> verdict;      // of the gates: 1 GO, 0 NO_GO, -1 INCONCLUSIVE, -2 ERROR
  uint64_t gates_passed = 0;
};

// NaN, which documents show as null, where there is nothing to divide by. [any]
[[nodiscard]] inline double share_of(uint64_t part, uint64_t whole) {
  return whole == 0 ? std::nan("") : static_cast<double>(part) / static_cast<double>(whole);
}

// "2024-05-01T00:00:00.000Z"; with '-' for ':' and '.' where it is part of a file's name.
[[nodiscard]] std::string iso_time(int64_t utc_ms);
[[nodiscard]] std::string file_time(int64_t utc_ms);

// "ml-shadow_v1.8.3_canary-5pct_20240501T000000Z_0123abcd"
[[nodiscard]] std::string run_id(const Run& run, const Plan& plan, uint32_t phase);

// Whether the phase met the SLO; no data is no pass. [any]
struct SloChecks {
  bool p95_ok = false;
  bool errors_ok = false;
  bool match_ok = false;
  [[nodiscard]] bool all() const { return p95_ok && errors_ok && match_ok; }
};
[[nodiscard]] SloChecks check_slo(const PhaseResult& result, const Slo& slo);

// Whether that step ended a phase, so that its result is due; what it says of how that ended. [any]
[[nodiscard]] bool ends_phase(const State& before, const State& after);
void note_end(PhaseResult& result, const State& before, const State& after, const Plan& plan,
              const Findings& findings);

// Whether every phase of the plan ended by itself and met the SLO. [any]
[[nodiscard]] bool is_all_passed(const Run& run, const Plan& plan);

// What the chain says of a run beside a file's digest: JSON.
[[nodiscard]] std::string run_record(const Run& run, const Plan& plan, const State& state,
                                     int64_t now_utc_ms, const Beside& beside);

// COMPLETED, ABORTED, or INCONCLUSIVE where the data end before the plan does: of a dry run. [any]
[[nodiscard]] const char* would_have(const Run& run, const Plan& plan, const State& state);

// The document of canary_run_<time>.json and of canary_dryrun_observe.json.
[[nodiscard]] std::string run_document(const Run& run, const Plan& plan, const State& state,
                                       int64_t now_utc_ms, bool is_dry_run, const Beside& beside);

}  // namespace canary
