// A verdict of the chain, judged again from the records of the chain.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "gates/document.h"
#include "gates/pair_window.h"
#include "spark/evidence.h"
#include "spark/tool/json.h"
#include "spark/tool/result.h"
#include "window_rows.h"

namespace promote {

// What became of one record that the verdict cites.
struct Replayed {
  enum class State {
    same,     // it is there, with that hash, and says what the verdict took from it
    differs,  // it is there, and is another one or says something else
    missing,  // it is not among the records that were given
  };
  Cited cited;
  State state = State::missing;
};

struct VerdictReplay {
  uint64_t sequence = 0;
  Judged recorded;
  std::vector<Gate> recomputed;
  std::string difference;  // between recorded and recomputed; "" if they are equal
  std::vector<Replayed> cited;
  std::vector<RecomputedFigure> figures;  // from the counts of pairs; none without counts
  std::optional<WindowRows> rows;         // counted again; nothing: not looked at

  // Equal, each cited record is there and the same, each figure is what its counts give unless the
  // verdict says so itself, and no row contradicts them.
  [[nodiscard]] bool is_proved() const;
};

// As `sparkctl evidence list --json` prints them. [any]
[[nodiscard]] std::vector<spark::EvidenceFound> records_of(const spark::tool::json::value& list);

// Errors: Exit::usage where there is no such record, or it is no verdict. [any]
[[nodiscard]] spark::tool::Result<VerdictReplay> replay_verdict(
    const std::vector<spark::EvidenceFound>& records, uint64_t sequence);

// For a terminal, and for programs. [any]
[[nodiscard]] std::string text_of(const VerdictReplay& replay, size_t width);
[[nodiscard]] spark::tool::json::object json_of(const VerdictReplay& replay);

}  // namespace promote
