#include "report.h"

#include "spark/tool/format.h"
#include "spark/tool/json.h"
#include "spark/tool/table.h"

namespace spark::replay {
namespace {

namespace json = boost::json;
using tool::fixed;
using tool::grouped;

double throughput_per_s(const Report& report, const Tally& tally) {
  return report.duration_s > 0 ? static_cast<double>(tally.answered) / report.duration_s : 0;
}

json::value or_null(std::optional<double> value) {
  return value ? json::value(*value) : json::value();
}

std::optional<double> delta_mean(const Tally& tally) {
  if (tally.deltas == 0) return std::nullopt;
  return tally.delta_sum / static_cast<double>(tally.deltas);
}

std::optional<double> delta_max(const Tally& tally) {
  if (tally.deltas == 0) return std::nullopt;
  return tally.delta_max;
}

bool compared(const Tally& tally) {
  return tally.pairs + tally.no_candidate > 0;
}

}  // namespace

json::value as_json(const Report& report, const Tally& tally) {
  json::object status;
  for (const auto& [code, count] : tally.statuses) status[std::to_string(code)] = count;
  const tool::LatencySummary& latency = report.latency;
  return json::object{
      {"source", report.source},
      {"target", report.target},
      {"connections", report.connections},
      {"requests", tally.requests()},
      {"failed", tally.failed()},
      {"not_ready", tally.not_ready},
      {"unanswered", tally.unanswered},
      {"duration_s", report.duration_s},
      {"throughput_per_s", throughput_per_s(report, tally)},
      {"latency_ms",
       {{"p50", latency.p50_ms},
        {"p90", latency.p90_ms},
        {"p95", latency.p95_ms},
        {"p99", latency.p99_ms},
        {"p99_9", latency.p99_9_ms},
        {"max", latency.max_ms},
        {"mean", latency.mean_ms},
        {"exact", latency.exact}}},
      {"status", std::move(status)},
      {"pairs", tally.pairs},
      {"matches", tally.matches},
      {"match_rate", or_null(tally.match_rate())},
      {"no_candidate", tally.no_candidate},
      {"delta", {{"mean", or_null(delta_mean(tally))}, {"max", or_null(delta_max(tally))}}},
      {"rows", report.found.rows},
      {"warming", report.found.warming},
      {"out_of_order", report.found.out_of_order.count},
      {"data", market::as_json(report.found)},
      {"spread", report.spread},
      {"first_failure",
       tally.first_failure.empty() ? json::value() : json::value(tally.first_failure)},
  };
}

std::string as_text(const Report& report, const Tally& tally) {
  tool::Table table({{""}, {""}});
  table.row({"source", report.source + " (spread " + report.spread + ")"});
  table.row({"target",
             report.target + (report.connections > 1 ? ", " + std::to_string(report.connections) +
                                                           " connections, each symbol on one"
                                                     : "")});
  table.row({"requests",
             grouped(tally.requests()) + " in " + tool::duration(report.duration_s) + ", " +
                 grouped(static_cast<uint64_t>(throughput_per_s(report, tally))) + " per second"});
  const tool::LatencySummary& latency = report.latency;
  table.row({"latency ms", "p50 " + fixed(latency.p50_ms, 3) + "  p90 " + fixed(latency.p90_ms, 3) +
                               "  p95 " + fixed(latency.p95_ms, 3) + "  p99 " +
                               fixed(latency.p99_ms, 3) + "  p99.9 " + fixed(latency.p99_9_ms, 3) +
                               "  max " + fixed(latency.max_ms, 3) +
                               (latency.exact ? "" : "  (of a sample)")});
  std::string answers;
  for (const auto& [code, count] : tally.statuses) {
    answers += (answers.empty() ? "" : ", ") + std::to_string(code) + ": " + grouped(count);
  }
  if (tally.unanswered > 0) {
    answers += (answers.empty() ? "" : ", ") + ("unanswered: " + grouped(tally.unanswered));
  }
  table.row({"answers", answers.empty() ? "none" : answers});
  if (tally.not_ready > 0)
    table.row({"not ready", grouped(tally.not_ready) + ": features waited for more rows"});
  if (!tally.first_failure.empty()) table.row({"first failure", tally.first_failure});
  if (compared(tally)) {
    const std::optional<double> rate = tally.match_rate();
    table.row({"pairs", grouped(tally.pairs) + ", of which match " + grouped(tally.matches) +
                            (rate ? " (" + tool::percent(*rate, 2) + ")" : "")});
    table.row({"no candidate", grouped(tally.no_candidate)});
    if (tally.deltas > 0) {
      table.row(
          {"delta", "mean " + fixed(*delta_mean(tally), 4) + "  max " + fixed(tally.delta_max, 4)});
    }
  }
  const market::Findings& found = report.found;
  table.row({"symbol",
             found.symbol.empty()
                 ? "none sent: the file's name says none, and --symbol neither"
                 : found.symbol +
                       (found.symbols > 1 ? " and " + grouped(found.symbols - 1) + " more" : "")});
  if (found.warming > 0) {
    table.row({"warming", grouped(found.warming) + " rows sent with the neutral RSI of 50"});
  }
  const auto wrong = [&](const char* what, const market::Counted& counted) {
    if (counted.count > 0) table.row({what, counted_text(counted)});
  };
  wrong("gaps", found.gaps);
  wrong("duplicates", found.duplicates);
  wrong("out of order", found.out_of_order);
  wrong("off the grid", found.off_grid);
  wrong("odd volumes", found.odd_volumes);
  return table.render();
}

}  // namespace spark::replay
