// Targets that minutes of a market can answer: the rule behind a target's three texts.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "spark/tool/result.h"

namespace spark::market {

// What is asked of the minutes after minute m, with the horizon of h minutes:
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

// The rule of "rv5-above-median" (reference "24h", horizon of at least 5 minutes), "up-move",
// "up-move-10bp" and "move-10bp" (reference "mid"). The error names the text and what is known.
// [any but workers]
[[nodiscard]] tool::Result<LabelRule> label_rule(const std::string& event,
                                                 const std::string& horizon,
                                                 const std::string& reference);

// "90s", "5min", "2h" in milliseconds; none for another text, for 0 and for more than a week.
// [any]
[[nodiscard]] std::optional<int64_t> horizon_ms(std::string_view text);

}  // namespace spark::market
