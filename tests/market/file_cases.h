// Market files, right and wrong, and what reading them finds. Every case is read plain, from gzip
// and from zip, and must come out the same.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "spark/market/survey.h"

namespace spark::market::test {

struct Wanted {
  // As an error says it, "{n}" being the path of file n. Empty: the files are read to the end.
  std::string error{};
  uint64_t rows = 0;
  uint64_t snapshots = 0;
  uint64_t warming = 0;
  std::string symbol{};
  std::string interval{};  // "1m"; empty where there is none
  std::string wrong{};     // "gaps 1 missing 3 at {0}:5; duplicates 2 at {0}:7"; empty: nothing is
};

struct FileCase {
  std::string name;
  std::vector<std::pair<std::string, std::string>> files;  // stem of the name, content
  Wanted wanted;
  ReadOptions options{};
};

// Rows as Binance publishes them.
struct Klines {
  int64_t first = 0;  // minute (or whatever `interval_ms` makes of it) of 2024-05-01
  int count = 3;
  int64_t interval_ms = 60'000;
  bool header = true;
  bool microseconds = false;
  const char* close = nullptr;  // of every row; else 100.5, 101.5, 100.5, …

  [[nodiscard]] std::string text() const;
  [[nodiscard]] std::string row(int64_t number) const;
};

extern const std::string kline_header;

[[nodiscard]] const std::vector<FileCase>& good_files();
[[nodiscard]] const std::vector<FileCase>& flawed_files();   // read, with findings
[[nodiscard]] const std::vector<FileCase>& refused_files();  // not read

}  // namespace spark::market::test
