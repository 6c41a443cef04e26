// Labels of a dataset's rows, by the definitions of docs/training.md. A label looks into the future
// by its horizon alone, and says when it was known: purging needs that.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "dataset.h"
#include "spark/tool/result.h"
#include "target.h"

namespace training {

// What is asked of the minutes after a row at minute m, with the horizon of h minutes:
//
//   volatility  rv5(m + h) > M(m), rv5 being the root of the sum of five squared one-minute log
//               returns and M the median of the last 1,440 rv5, that of m included
//   up_move     ln(mid(m + h) / mid(m)) > ln(1 + bp / 10,000)
//   any_move    |ln(mid(m + h) / mid(m))| > ln(1 + bp / 10,000)
struct LabelRule {
  enum class Kind : uint8_t { volatility, up_move, any_move };

  Kind kind = Kind::up_move;
  int64_t horizon_ms = 60'000;  // a whole number of minutes
  double bp = 0;

  [[nodiscard]] bool is_direction() const { return kind == Kind::up_move && bp == 0; }
};

// The rule behind a target's three texts: "rv5-above-median" (reference "24h", horizon of at least
// 5 minutes), "up-move", "up-move-10bp", "move-10bp" (reference "mid"). The error names the text
// and what is known. [tools]
[[nodiscard]] spark::tool::Result<LabelRule> label_rule(const Target& target);

// "90s", "5min", "2h" in milliseconds; none for another text, for 0 and for more than a week.
// [tools]
[[nodiscard]] std::optional<int64_t> horizon_ms(std::string_view text);

struct Labels {
  std::vector<Label> of;          // one a row of the dataset
  std::vector<int64_t> known_ms;  // the time of the snapshot that decided it; its own if unknown
};

// A label is unknown where a minute that it needs is missing. M asks for 99.5 % of its 1,440
// minutes; rv5 asks for all. [tools]
[[nodiscard]] Labels label(const Dataset& data, const LabelRule& rule);

}  // namespace training
