// The rows of a verdict's window, live in a state folder or archived, counted again.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "gates/inputs.h"
#include "recount.h"
#include "spark/tool/json.h"
#include "spark/tool/result.h"

namespace promote {

struct RowsAsked {
  std::string state_dir;  // "": the one that sparkctl finds
  std::string archive;    // "": none
  std::string log;        // its full name; "": all of the recorder
};

// Which of the window's days there are, and whether they are as the chain has them.
struct WindowDays {
  std::vector<std::string> logs;     // in which rows of the models were found
  uint64_t same = 0;                 // as the chain has them
  std::vector<std::string> differs;  // "recorder.predict 2026-11-27: differs"
  uint64_t not_on_record = 0;        // of a day under way, or of a host that recorded none
};

struct WindowRows {
  Recount recount;
  WindowDays days;

  [[nodiscard]] bool is_contradiction() const;
};

// Reads the logs with sparkctl, which reads beside a host or without one. `seen` has a basis.
// [tools]
[[nodiscard]] spark::tool::Result<WindowRows> recount_rows(const PairsSeen& seen,
                                                           const std::vector<int64_t>& starts_ms,
                                                           const RowsAsked& asked);

// Of one log, as `sparkctl rows list --json` says: the days that are there, by days since 1970.
// Pure.
[[nodiscard]] std::set<int64_t> days_of(const spark::tool::json::value& log);
// Adds what `sparkctl rows verify --json` says of days from `first` to `last` of that log. Pure.
void add_verified(const spark::tool::json::value& report, const std::string& log, int64_t first,
                  int64_t last, WindowDays& days);

// For a terminal, a line or several; and for programs. Pure.
[[nodiscard]] std::string text_of(const WindowRows& rows);
[[nodiscard]] spark::tool::json::object json_of(const WindowRows& rows);

}  // namespace promote
