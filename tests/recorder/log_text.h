// The text of a recorder's log, as `sparkctl rows export` writes it, for tests.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "log_rows.h"
#include "spark/tool/json.h"

namespace recorder {

// 2024-05-01T00:00:00Z
inline constexpr int64_t begin_ms = 1'714'521'600'000;
inline constexpr int64_t a_minute_ms = 60'000;

// A row as it stands in the text; "" is null.
struct TextRow {
  int64_t at_ms = begin_ms;
  std::string symbol = "BTCUSDT";
  std::string ts;  // "": that of at
  std::string mid = "60000";
  std::string spread = "1.5";
  std::string code = "200";
  std::string dropped = "0";
  std::string source = "production.score";
  std::string model = "v1@aa";
  std::string features = "ret=pc,bias=c";
  std::string bits = "3";
  std::string f00 = "0.25", f01 = "1";
  bool advances = true;
  bool has_time = true;
};

[[nodiscard]] std::string text_of(const std::vector<TextRow>& rows);

// A row each minute from begin_ms on, whose values differ.
[[nodiscard]] std::vector<TextRow> minutes(int count);

// One line a key, by its path; of a list its first one's, of an object with any names "*".
[[nodiscard]] std::string keys_of(const spark::tool::json::value& document);

// Gives the rows of the text to `take`; the error's text, or "".
std::string read_text(const std::string& text, LogRowReader::Take take);

}  // namespace recorder
