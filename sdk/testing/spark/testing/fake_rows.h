// The fake host's record logs: rows in memory, as they were appended.
#pragma once

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "spark/ext/draft/rows.h"

// One log, by its own name; one that is read from elsewhere, by its full name, which a test fills:
// FakeHost::rows["recorder.predict"]. A text's number comes back as its text.
struct spark_rows {
  struct Column {
    std::string name;
    uint32_t type = 0;
    uint32_t flags = 0;
  };
  using Cell = std::variant<std::monostate, double, int64_t, bool, std::string>;

  std::vector<Column> columns;
  uint32_t days_max = 0;
  uint64_t bytes_max = 0;
  uint64_t ring_bytes = 0;
  std::vector<std::string> texts;
  std::vector<std::vector<Cell>> rows;
  bool is_full = false;  // what is appended is dropped
};

namespace spark::testing {

// The functions of that extension; null if it is another.
[[nodiscard]] const void* rows_extension(const std::string& id);

}  // namespace spark::testing
