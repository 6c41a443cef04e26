#include "row_quality_text.h"

#include "spark/tool/format.h"
#include "spark/tool/table.h"
#include "time_text.h"

namespace recorder {
namespace {

namespace tool = spark::tool;
namespace json = spark::tool::json;
using tool::Align;

double ratio_of(uint64_t some, uint64_t all) {
  return all == 0 ? 0 : static_cast<double>(some) / static_cast<double>(all);
}

json::object columns_json(const std::map<std::string, ColumnQuality>& columns) {
  json::object all;
  for (const auto& [name, column] : columns)
    all[name] = json::object{
        {"rows", column.rows},
        {"missing", column.missing},
        {"missing_share", ratio_of(column.missing, column.rows)},
        {"infinite", column.infinite},
        {"out_of_range", column.out_of_range},
        {"constant", column.is_constant && column.rows - column.missing >= constant_rows_min}};
  return all;
}

json::object counts_json(const std::map<std::string, uint64_t>& counts) {
  json::object all;
  for (const auto& [name, count] : counts) all[name] = count;
  return all;
}

json::object symbols_json(const Quality& quality) {
  json::object all;
  for (const auto& [name, symbol] : quality.symbols)
    all[name] = json::object{{"rows", symbol.rows},
                             {"minutes", symbol.minutes},
                             {"completeness", symbol.completeness},
                             {"longest_gap_minutes", symbol.longest_gap}};
  return all;
}

json::array gaps_json(const Quality& quality) {
  json::array all;
  for (const Gap& gap : quality.gaps)
    all.push_back(json::object{{"symbol", gap.symbol},
                               {"from", time_text(gap.from_ms)},
                               {"to", time_text(gap.from_ms + gap.minutes * 60'000)},
                               {"minutes", gap.minutes}});
  return all;
}

std::string columns_text(const Quality& quality, size_t width) {
  tool::Table table({{"value", Align::left, true},
                     {"rows", Align::right},
                     {"missing", Align::right},
                     {"infinite", Align::right},
                     {"out of range", Align::right},
                     {""}});
  for (const auto* columns : {&quality.inputs, &quality.features})
    for (const auto& [name, column] : *columns) {
      const bool is_same = column.is_constant && column.rows - column.missing >= constant_rows_min;
      table.row({name, tool::grouped(column.rows), tool::grouped(column.missing),
                 tool::grouped(column.infinite),
                 columns == &quality.inputs ? tool::grouped(column.out_of_range) : "-",
                 is_same ? "constant" : ""});
    }
  return table.empty() ? "" : table.render(width) + "\n";
}

std::string symbols_text(const Quality& quality, size_t width) {
  tool::Table table({{"symbol", Align::left, true},
                     {"rows", Align::right},
                     {"minutes", Align::right},
                     {"complete", Align::right},
                     {"longest gap", Align::right}});
  for (const auto& [name, symbol] : quality.symbols)
    table.row({name.empty() ? "(none)" : name, tool::grouped(symbol.rows),
               tool::grouped(symbol.minutes), tool::percent(symbol.completeness, 2),
               std::to_string(symbol.longest_gap) + " min"});
  return table.empty() ? "" : table.render(width) + "\n";
}

std::string counts_text(const std::map<std::string, uint64_t>& counts) {
  std::string text;
  for (const auto& [name, count] : counts)
    text.append(text.empty() ? "" : ", ").append(name).append(" ").append(tool::grouped(count));
  return text.empty() ? "-" : text;
}

}  // namespace

// Probes have no rows (X-Spark-Synthetic), so their share is 0 by the recorder's rule.
json::object quality_json(const std::string& log, const Quality& quality,
                          const std::string& timestamp) {
  return {{"timestamp", timestamp},
          {"log", log},
          {"from", time_text(quality.from_ms)},
          {"to", time_text(quality.to_ms)},
          {"pass", quality.is_good()},
          {"problems", json::array(quality.problems.begin(), quality.problems.end())},
          {"warnings", json::array(quality.warnings.begin(), quality.warnings.end())},
          {"rows", quality.rows},
          {"synthetic_share", 0},
          {"without_input", quality.without_input},
          {"without_time", quality.without_time},
          {"duplicates", quality.duplicates},
          {"disordered", quality.disordered},
          {"dropped", quality.lost},
          {"refused", quality.refused},
          {"failed", quality.failed},
          {"clock_ahead_ms", quality.ahead_ms},
          {"symbols", symbols_json(quality)},
          {"gaps_in_all", quality.gaps_in_all},
          {"gaps", gaps_json(quality)},
          {"inputs", columns_json(quality.inputs)},
          {"features", columns_json(quality.features)},
          {"sources", counts_json(quality.sources)},
          {"models", counts_json(quality.models)},
          {"thresholds", json::object{{"gap_minutes", gap_minutes_max},
                                      {"completeness", completeness_min},
                                      {"missing_share", missing_max},
                                      {"clock_ahead_ms", ahead_ms_max}}}};
}

std::string quality_text(const std::string& log, const Quality& quality, size_t width) {
  tool::Table about({{""}, {""}});
  about.row({"log", log});
  if (quality.rows > 0)
    about.row({"window", time_text(quality.from_ms) + " to " + time_text(quality.to_ms)});
  about.row({"rows", tool::grouped(quality.rows) + "; probes have none"});
  about.row({"lost", tool::grouped(quality.lost)});
  about.row({"duplicates", tool::grouped(quality.duplicates) + ", disordered " +
                               tool::grouped(quality.disordered)});
  about.row({"refused", tool::grouped(quality.refused) + " (4xx), failed " +
                            tool::grouped(quality.failed) + " (5xx)"});
  about.row({"answered by", counts_text(quality.sources)});
  for (const auto& [model, rows] : quality.models)
    about.row({"model", model.substr(0, model.find('@') + 13) + " in " + tool::grouped(rows)});
  for (const Gap& gap : quality.gaps)
    about.row({"gap", (gap.symbol.empty() ? "" : gap.symbol + " ") + time_text(gap.from_ms) + ", " +
                          std::to_string(gap.minutes) + " min"});
  if (quality.gaps_in_all > quality.gaps.size())
    about.row({"gaps", tool::grouped(quality.gaps_in_all) + " in all; the longest are listed"});
  for (const std::string& each : quality.warnings) about.row({"warning", each});
  for (const std::string& each : quality.problems) about.row({"PROBLEM", each});
  about.row({"verdict", quality.is_good() ? "good" : "not good"});
  return symbols_text(quality, width) + columns_text(quality, width) + about.render(width);
}

}  // namespace recorder
