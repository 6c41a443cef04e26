#include "spark/market/findings.h"

#include <chrono>

#include "spark/market/intervals.h"
#include "spark/tool/format.h"
#include "spark/tool/table.h"

namespace spark::market {
namespace {

namespace json = boost::json;
using tool::grouped;

std::string time_text(int64_t ms) {
  return tool::utc_text(std::chrono::system_clock::time_point(std::chrono::milliseconds(ms)));
}

json::value text_or_null(const std::string& text) {
  return text.empty() ? json::value() : json::value(text);
}

json::object counted(const Counted& one) {
  return {{"count", one.count}, {"first", text_or_null(one.first)}};
}

std::string what_is_read(const Findings& f) {
  std::string text = grouped(f.files) + (f.files == 1 ? " file" : " files");
  if (f.kind) text.append(" of ").append(name_of(*f.kind));
  if (f.interval_ms) text += ", " + interval_text(*f.interval_ms);
  text += f.symbol.empty() ? ", no symbol" : ", " + f.symbol;
  if (f.symbols > 1) text += " and " + grouped(f.symbols - 1) + " more";
  return text;
}

std::string gaps_text(const Findings& f) {
  if (f.gaps.count == 0) return counted_text(f.gaps);
  return grouped(f.gaps.count) + ", " + grouped(f.missing) + " rows missing; first at " +
         f.gaps.first + ", longest (" + grouped(f.longest_gap) + ") at " + f.longest_gap_at;
}

}  // namespace

bool Findings::good() const {
  return problems.empty() && gaps.count == 0 && duplicates.count == 0 && out_of_order.count == 0 &&
         off_grid.count == 0 && odd_volumes.count == 0 && bad_rows.count == 0;
}

std::string counted_text(const Counted& counted) {
  if (counted.count == 0) return "none";
  return grouped(counted.count) + "; first at " + counted.first;
}

json::value as_json(const Findings& f) {
  json::object gaps = counted(f.gaps);
  gaps["missing"] = f.missing;
  gaps["longest"] = f.longest_gap;
  gaps["longest_at"] = text_or_null(f.longest_gap_at);
  json::object bad_rows = counted(f.bad_rows);
  bad_rows["error"] = text_or_null(f.first_bad_row);
  const bool any = f.rows > 0;
  return json::object{
      {"pass", f.good()},
      {"files", f.files},
      {"kind", f.kind ? json::value(name_of(*f.kind)) : json::value()},
      {"symbol", text_or_null(f.symbol)},
      {"symbols", f.symbols},
      {"interval", f.interval_ms ? json::value(interval_text(*f.interval_ms)) : json::value()},
      {"rows", f.rows},
      {"from", any ? json::value(time_text(f.from_ms)) : json::value()},
      {"until", any ? json::value(time_text(f.until_ms)) : json::value()},
      {"gaps", std::move(gaps)},
      {"duplicates", counted(f.duplicates)},
      {"out_of_order", counted(f.out_of_order)},
      {"off_grid", counted(f.off_grid)},
      {"odd_volumes", counted(f.odd_volumes)},
      {"bad_rows", std::move(bad_rows)},
      {"problems", json::array(f.problems.begin(), f.problems.end())},
  };
}

std::string as_text(const Findings& f) {
  tool::Table table({{""}, {""}});
  table.row({"data", what_is_read(f)});
  std::string rows = grouped(f.rows);
  if (f.rows > 0) rows += " from " + time_text(f.from_ms) + " until " + time_text(f.until_ms);
  table.row({"rows", rows});
  table.row({"gaps", gaps_text(f)});
  table.row({"duplicates", counted_text(f.duplicates)});
  table.row({"out of order", counted_text(f.out_of_order)});
  table.row({"off the grid", counted_text(f.off_grid)});
  table.row({"odd volumes", counted_text(f.odd_volumes)});
  table.row({"bad rows", f.bad_rows.count == 0
                             ? "none"
                             : grouped(f.bad_rows.count) + "; first: " + f.first_bad_row});
  for (const std::string& problem : f.problems) table.row({"problem", problem});
  return table.render() + "\ndata check: " + (f.good() ? "PASS" : "FAIL") + "\n";
}

}  // namespace spark::market
