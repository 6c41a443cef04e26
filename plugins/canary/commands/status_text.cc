#include "status_text.h"

#include <algorithm>
#include <cmath>
#include <optional>

#include "spark/tool/format.h"
#include "spark/tool/table.h"

namespace canary {
namespace {

namespace tool = spark::tool;
using tool::Align;
using tool::json::value;

std::string share(const value& of, std::string_view path) {
  const auto ratio = tool::number(of, path);
  return ratio ? tool::percent(*ratio, 2) : "-";
}

std::string count(const value& of, std::string_view path) {
  const auto number = tool::number(of, path);
  return number && *number >= 0 ? tool::grouped(static_cast<uint64_t>(*number)) : "-";
}

bool holds(const value& of, std::string_view path) {
  const value* const found = tool::find(of, path);
  return found != nullptr && found->is_bool() && found->get_bool();
}

double of_phase(const value& status, const char* name) {
  return tool::number(status, name).value_or(0);
}

// "" where the phase has none of it left.
std::string time_left(const value& status) {
  const double minutes = of_phase(status, "minutes_min") - of_phase(status, "minutes");
  return minutes > 0 ? tool::duration(60 * minutes) + " left" : "";
}

std::string samples_left(const value& status) {
  const double samples = of_phase(status, "samples_min") - of_phase(status, "samples");
  if (!(samples > 0)) return "";
  std::string text = tool::grouped(static_cast<uint64_t>(samples)) + " left";
  const double rate = of_phase(status, "pairs_per_s") * of_phase(status, "split");
  if (rate > 0) text.append(", about ").append(tool::duration(samples / rate));
  return text;
}

bool has_phase(const value& status) {
  return of_phase(status, "phase") > 0;
}

std::string state_of(const value& status) {
  std::string text = tool::text(status, "state");
  for (const char* why : {"hold", "cause"})
    if (const std::string one = tool::raw(status, why); !one.empty()) text.append(": ").append(one);
  if (has_phase(status))
    text.append(", phase ")
        .append(count(status, "phase"))
        .append(" of ")
        .append(count(status, "phases"));
  return text;
}

std::string facts_text(const value& status, size_t width) {
  tool::Table facts({{""}, {""}});
  facts.row({"canary", state_of(status) + " (" + tool::text(status, "mode") + ", plan " +
                           tool::text(status, "plan") + ")"});
  if (const std::string clock = tool::raw(status, "clock"); !clock.empty())
    facts.row({"clock",
               clock == "event" ? "event: recorded data drive the time, live is refused" : clock});
  if (const std::string run = tool::raw(status, "run_id"); !run.empty()) {
    facts.row({"run", run});
    facts.row({"candidate", tool::text(status, "model_version") + " " +
                                tool::raw(status, "model_sha256").substr(0, 12)});
  }
  facts.row({"split", share(status, "split") + " asked, " +
                          share(status, "arms.pairs.achieved_split") + " so far; " +
                          share(status, "weight") + " of answers are its"});
  if (has_phase(status)) {
    const std::string time = time_left(status), samples = samples_left(status);
    facts.row({"time", tool::fixed(of_phase(status, "minutes"), 1) + " of " +
                           tool::fixed(of_phase(status, "minutes_min"), 1) + " min" +
                           (time.empty() ? "" : "; " + time)});
    facts.row({"samples", count(status, "samples") + " of " + count(status, "samples_min") +
                              (samples.empty() ? "" : "; " + samples)});
    facts.row({"given up", tool::text(status, "deadline")});
  }
  if (const std::string at = tool::raw(status, "last_preflight.at"); !at.empty())
    facts.row(
        {"preflight", at + (holds(status, "last_preflight.passed")
                                ? ": passed"
                                : ": failed, " + tool::text(status, "last_preflight.reason"))});
  if (holds(status, "waits_for_record")) facts.row({"disk", "the share waits for its record"});
  for (const value& each : tool::items(status, "warnings"))
    facts.row({"warning", tool::text(each, "text")});
  return facts.render(width);
}

std::string arms_text(const value& status, size_t width) {
  tool::Table arms({{"arm", Align::left, true},
                    {"requests", Align::right},
                    {"errors", Align::right},
                    {"rate", Align::right},
                    {"over SLO", Align::right},
                    {"match", Align::right},
                    {"alone", Align::right}});
  for (const char* arm : {"production", "candidate"}) {
    const std::string path = std::string("arms.") + arm;
    const std::string alone = std::string("arms.pairs.") + arm + "_only_errors";
    arms.row({arm, count(status, path + ".requests"), count(status, path + ".errors"),
              share(status, path + ".err_rate"), share(status, path + ".over_slo"),
              share(status, path + ".match_rate"), count(status, alone)});
  }
  return arms.render(width);
}

std::string verdict_of(const value& test) {
  if (!holds(test, "runs")) return "left out";
  if (holds(test, "explained_by_production")) return "shared with production";
  return holds(test, "reached") ? "REACHED" : "";
}

std::string evidence_text(const value& status, size_t width) {
  tool::Table tests({{"evidence", Align::left, true},
                     {"log e", Align::right},
                     {"aborts at", Align::right},
                     {"observations", Align::right},
                     {"", Align::left, true}});
  for (const value& each : tool::items(status, "evidence")) {
    const auto log_e = tool::number(each, "log_e"), bound = tool::number(each, "bound");
    tests.row({tool::text(each, "test"), log_e ? tool::fixed(*log_e, 2) : "-",
               bound ? tool::fixed(*bound, 2) : "-", count(each, "observations"),
               verdict_of(each)});
  }
  return tests.render(width);
}

std::string verdict_of_limit(const value& limit) {
  if (!holds(limit, "judged")) return "not judged yet";
  if (!holds(limit, "broken")) return "kept";
  return holds(limit, "production_too") ? "BROKEN, by both" : "BROKEN";
}

// A latency's value is the share above it.
std::string bound_of(const value& limit, bool is_latency) {
  const auto threshold = tool::number(limit, "threshold");
  if (!threshold) return "-";
  if (is_latency) return "5 % > " + tool::shortest(*threshold) + " ms";
  const bool is_match = tool::raw(limit, "limit") == "match";
  return (is_match ? "< " : "> ") + tool::percent(*threshold, 0);
}

std::string limits_text(const value& status, size_t width) {
  tool::Table limits({{"limit", Align::left, true},
                      {"now", Align::right},
                      {"aborts at", Align::right},
                      {"samples", Align::right},
                      {"over", Align::left},
                      {"", Align::left, true}});
  for (const value& each : tool::items(status, "limits")) {
    const bool is_latency = tool::raw(each, "limit") == "latency";
    limits.row({tool::text(each, "limit"), share(each, "value"), bound_of(each, is_latency),
                count(each, "samples"), tool::text(each, "window"), verdict_of_limit(each)});
  }
  return limits.render(width);
}

}  // namespace

std::string status_text(const value& status, size_t width) {
  return facts_text(status, width) + "\n" + arms_text(status, width) + "\n" +
         evidence_text(status, width) + "\n" + limits_text(status, width);
}

std::string status_line(const value& status) {
  std::string line = tool::text(status, "timestamp").append("  ").append(state_of(status));
  if (has_phase(status))
    for (const std::string& left : {time_left(status), samples_left(status)})
      if (!left.empty()) line.append("; ").append(left);
  return line;
}

bool goes_on(const value& status) {
  return holds(status, "enabled") || tool::raw(status, "state") == "aborting";
}

}  // namespace canary
