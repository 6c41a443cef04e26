// Gate 6: the records that a promotion must rest on are there, young enough, and the candidate's;
// and the chain that they stand in is whole.
#include "checks.h"
#include "gates.h"

namespace promote {
namespace {

struct Piece {
  const char* name;
  const char* kind;
  int64_t age_ms_max;
  bool must_pass;  // its own verdict counts, not just its presence
  const char* how;
};
// The offline report and the evaluation's result are one record; gate 4 judges its figures.
constexpr Piece pieces[] = {
    {"offline_report", "eval.report", day_ms, false, "sparkctl eval"},
    {"smoke", "smoke.report", day_ms, true, "sparkctl smoke"},
    {"shadow_smoke", "smoke.shadow", day_ms, true, "sparkctl smoke --target shadow"},
    {"psi_snapshot", "drift.psi_snapshot", hour_ms, false, "the drift plugin writes it"},
    {"preflight", "canary.preflight", day_ms, true, "sparkctl canary preflight"},
    {"canary_run", "canary.state", 7 * day_ms, true, "a canary run that completed"},
};

const Cited* newest(const Inputs& inputs, const Piece& piece) {
  const Cited* found = nullptr;
  for (const Cited& each : inputs.records)
    if (each.kind == piece.kind && each.sha256 == inputs.candidate.sha256 && !each.sha256.empty() &&
        (found == nullptr || each.sequence > found->sequence))
      found = &each;
  return found;
}

bool has_of_others(const Inputs& inputs, const Piece& piece) {
  for (const Cited& each : inputs.records)
    if (each.kind == piece.kind) return true;
  return false;
}

Check missing(const Inputs& inputs, const Piece& piece, Check check) {
  check.verdict = Verdict::inconclusive;
  check.reason = std::string("there is no record ") + piece.kind + " of this model" +
                 (has_of_others(inputs, piece) ? ", only of others" : "") + ": " + piece.how;
  return check;
}

Check check_of(const Inputs& inputs, const Piece& piece) {
  Check check;
  check.name = piece.name;
  check.requirement = std::string("<= ") + short_time(piece.age_ms_max) + " old";
  const Cited* const found = newest(inputs, piece);
  if (found == nullptr) return missing(inputs, piece, std::move(check));
  const int64_t age_ms = (found->is_event_time ? inputs.now_ms : inputs.wall_ms) - found->at_ms;
  check.samples = found->sequence;
  check.value = static_cast<double>(age_ms) / static_cast<double>(hour_ms);
  const std::string record = "record " + std::to_string(found->sequence);
  if (age_ms < -2 * minute_ms) {
    check.verdict = Verdict::error;
    check.reason = record + " is of the future";
  } else if (age_ms > piece.age_ms_max) {
    check.verdict = Verdict::inconclusive;
    check.reason = record + " is " + short_time(age_ms) + " old: " + piece.how;
  } else if (piece.must_pass && !found->passed) {
    check.verdict = Verdict::inconclusive;
    check.reason = record + " does not say whether it passed";
  } else if (piece.must_pass && !*found->passed) {
    check.verdict = Verdict::no_go;
    check.reason = record + " says that it failed";
  } else {
    check.verdict = Verdict::go;
    check.reason = record;
  }
  return check;
}

Check chain_check(const ChainSeen& chain) {
  Check check;
  check.name = "chain";
  check.requirement = "whole";
  check.value = static_cast<double>(chain.records);
  check.samples = chain.records;
  if (!chain.failure.empty()) {
    check.verdict = Verdict::error;
    check.reason = "the chain could not be read: " + chain.failure;
  } else if (!chain.fault.empty()) {
    check.verdict = Verdict::no_go;
    check.reason = chain.fault;
  } else if (chain.records == 0) {
    check.verdict = Verdict::inconclusive;
    check.reason = "the chain has no records";
  } else {
    check.verdict = Verdict::go;
  }
  return check;
}

}  // namespace

Gate judge_evidence(const Inputs& inputs) {
  Checks checks;
  for (const Piece& piece : pieces) checks.add(check_of(inputs, piece));
  checks.add(chain_check(inputs.chain));
  return gate_of(GateName::evidence, checks.take());
}

std::vector<std::string> record_kinds() {
  std::vector<std::string> all;
  for (const Piece& piece : pieces) all.emplace_back(piece.kind);
  return all;
}

}  // namespace promote
