#include "skew_report.h"

#include <array>
#include <chrono>
#include <cmath>

#include "spark/tool/format.h"
#include "spark/tool/table.h"
#include "spark/tool/visible.h"

namespace spark::skew {
namespace {

namespace json = boost::json;

constexpr std::array<const char*, 3> verdict_names = {"equal", "differs", "inconclusive"};

std::string time_text(int64_t utc_ms) {
  using std::chrono::milliseconds;
  return tool::utc_text(std::chrono::system_clock::time_point(milliseconds(utc_ms)));
}

const char* name_of(Verdict verdict) {
  return verdict_names[static_cast<size_t>(verdict)];
}

std::string ulps_text(const Distance& most) {
  return most.ulps == UINT64_MAX ? "null" : tool::grouped(most.ulps);
}

std::string why_inconclusive(const Found& found) {
  std::string why;
  const auto say = [&](uint64_t rows, const char* what) {
    if (rows > 0) why.append(why.empty() ? "" : "; ").append(tool::grouped(rows)).append(what);
  };
  if (found.rows == 0) why = "no row could be compared";
  say(found.dropped, " rows were dropped, so that what came after them is not known");
  say(found.after_loss, " rows are unlike the recorded ones, which a loss explains");
  say(found.without_history, " rows need history from before the log began");
  say(found.without_time, " rows have no ts, and cannot be replayed");
  return why;
}

}  // namespace

std::string as_text(const Found& found, size_t width) {
  using tool::Align;
  tool::Table table({{"feature", Align::left, true},
                     {"values", Align::right},
                     {"differ", Align::right},
                     {"ulps", Align::right},
                     {"largest", Align::right},
                     {"first at"}});
  for (const FeatureSkew& each : found.features) {
    const bool is_equal = each.differing == 0;
    table.row({each.name, tool::grouped(each.values), tool::grouped(each.differing),
               is_equal ? "" : ulps_text(each.most),
               is_equal                            ? ""
               : std::isfinite(each.most.absolute) ? tool::shortest(each.most.absolute)
                                                   : "null",
               each.first_ms ? time_text(*each.first_ms) : ""});
  }
  std::string text = table.empty() ? "" : table.render(width) + "\n";
  const auto line = [&](const char* what, const std::string& value) {
    text.append(what).append(value).append("\n");
  };
  line("time          ", time_text(found.from_ms) + " to " + time_text(found.to_ms));
  line("rows          ",
       tool::grouped(found.rows) + " compared, of " + tool::grouped(found.replayed) + " replayed");
  if (found.unready > 0)
    line("not ready     ", tool::grouped(found.unready) + ", of which " +
                               tool::grouped(found.unlike_ready) + " would be ready");
  for (const std::string& name : found.unknown)
    line("not compared  ", tool::visible(name) + ": the library does not compute it");
  const std::string why =
      found.verdict() == Verdict::inconclusive ? ": " + why_inconclusive(found) : "";
  if (found.verdict() == Verdict::differs && found.dropped > 0)
    line("dropped       ", tool::grouped(found.dropped) + " rows are in no file");
  line("verdict       ", name_of(found.verdict()) + why);
  return text;
}

json::value as_json(const Found& found, const std::string& library) {
  json::array features;
  for (const FeatureSkew& each : found.features) {
    const bool is_number = std::isfinite(each.most.absolute);
    features.push_back(
        {{"name", each.name},
         {"values", each.values},
         {"differing", each.differing},
         {"ulps_max", is_number ? json::value(each.most.ulps) : json::value()},
         {"difference_max", is_number ? json::value(each.most.absolute) : json::value()},
         {"first", each.first_ms ? json::value(time_text(*each.first_ms)) : json::value()}});
  }
  return {{"from", time_text(found.from_ms)},
          {"to", time_text(found.to_ms)},
          {"verdict", name_of(found.verdict())},
          {"rows", found.rows},
          {"replayed", found.replayed},
          {"not_ready", found.unready},
          {"not_ready_differing", found.unlike_ready},
          {"dropped", found.dropped},
          {"after_loss", found.after_loss},
          {"without_history", found.without_history},
          {"without_time", found.without_time},
          {"features", features},
          {"not_compared", json::array(found.unknown.begin(), found.unknown.end())},
          {"library", library}};
}

std::string for_the_record(const Found& found, const std::string& library) {
  std::string text;
  for (const int64_t ms : {found.from_ms, found.to_ms}) text.append(std::to_string(ms)).append(" ");
  for (const uint64_t count : {found.rows, found.dropped})
    text.append(std::to_string(count)).append(" ");
  text.append(name_of(found.verdict())).append(" ").append(library);
  for (const FeatureSkew& each : found.features)
    text.append(" ").append(each.name).append("=").append(std::to_string(each.differing));
  return text;
}

}  // namespace spark::skew
