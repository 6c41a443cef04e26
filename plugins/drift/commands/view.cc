#include "view.h"

#include <algorithm>
#include <chrono>
#include <cmath>

#include "spark/tool/format.h"
#include "spark/tool/json.h"
#include "spark/tool/replayed_data.h"
#include "spark/tool/table.h"

namespace spark::psi {
namespace {

namespace json = boost::json;
using tool::Align;

std::string figure(const json::value& of, std::string_view path) {
  const auto value = tool::number(of, path);
  return value ? tool::fixed(*value, 4) : "-";
}

std::string count(const json::value& of, std::string_view path) {
  return tool::grouped(static_cast<uint64_t>(tool::number(of, path).value_or(0)));
}

double number_of(const json::value& value) {
  return value.is_number() ? value.to_number<double>() : NAN;
}

// What else there is to say of a series: why there is no verdict, alarms, shocks.
std::string notes_of(const json::value& series) {
  std::string notes;
  const auto add = [&](const std::string& note) {
    notes.append(notes.empty() ? "" : "; ").append(note);
  };
  if (const auto reason = tool::raw(series, "reason"); !reason.empty()) add(reason);
  if (const auto same = tool::raw(series, "duplicate_of"); !same.empty())
    add("counts with " + same);
  if (tool::number(series, "off_constant").value_or(0) > 0)
    add(count(series, "off_constant") + " samples off the constant");
  if (tool::raw(series, "alarm.state") == "alarm") {
    const auto at = tool::raw(series, "alarm.last_alarm");
    add("ALARM" + (at.empty() ? std::string() : " at " + at));
  }
  const json::value* shock = tool::find(series, "alarm.shock");
  if (shock != nullptr && shock->is_bool() && shock->as_bool()) add("SHOCK in the last hour");
  return notes;
}

void add_row(tool::Table& table, const std::string& name, const json::value& series) {
  table.row({name, figure(series, "psi"), bar(tool::number(series, "psi").value_or(NAN)),
             tool::raw(series, "status"), figure(series, "expected"), figure(series, "no_drift_95"),
             count(series, "samples"), notes_of(series)});
}

tool::Table series_table() {
  return tool::Table({{"series", Align::left, true},
                      {"psi", Align::right},
                      {"", Align::left, true},
                      {"status"},
                      {"by chance", Align::right},
                      {"95 %", Align::right},
                      {"samples", Align::right},
                      {"notes"}});
}

std::string windows_text(const json::value& snapshot, size_t width) {
  tool::Table table({{"window", Align::left, true},
                     {"overall", Align::right},
                     {"", Align::left, true},
                     {"status"},
                     {"95 %", Align::right},
                     {"samples", Align::right},
                     {"notes"}});
  const json::value* windows = tool::find(snapshot, "windows");
  if (windows == nullptr || !windows->is_object()) return {};
  for (const auto& [name, each] : windows->as_object()) {
    std::string notes = tool::raw(each, "reason");
    if (const auto by = tool::raw(each, "by"); by != "minutes" && notes.empty()) notes = by;
    table.row({std::string(name), figure(each, "overall_psi"),
               bar(tool::number(each, "overall_psi").value_or(NAN)), tool::raw(each, "status"),
               figure(each, "no_drift_95"), count(each, "samples"), notes});
  }
  return table.render(width);
}

// "2,999 opened, 1 not_ready": what became of all snapshots; "" if none came.
std::string arrivals_text(const json::value& snapshot) {
  const json::value* snapshots = tool::find(snapshot, "snapshots");
  if (snapshots == nullptr || !snapshots->is_object()) return {};
  std::string text;
  for (const auto& [name, each] : snapshots->as_object()) {
    if (!each.is_number() || each.to_number<double>() <= 0) continue;
    text.append(text.empty() ? "" : ", ").append(count(*snapshots, name)).append(" ").append(name);
  }
  return text;
}

// Why there is no verdict, and what somebody who has just begun may have missed.
std::string why(const json::value& snapshot) {
  if (tool::raw(snapshot, "model.version").empty())
    return "not looked at yet: the first look comes within seconds of a start\n";
  const std::string reason = tool::raw(snapshot, "reason");
  if (reason.empty()) return {};
  std::string text = status_of(snapshot) + ": " + reason + "\n";
  const std::string window = "windows." + tool::raw(snapshot, "window");
  if (!tool::number(snapshot, window + ".minutes_wanted")) return text;
  const std::string arrived = arrivals_text(snapshot);
  text += count(snapshot, window + ".minutes") + " of " +
          count(snapshot, window + ".minutes_wanted") +
          " minutes; snapshots since the start: " + (arrived.empty() ? "none" : arrived) + "\n";
  if (tool::number(snapshot, window + ".samples").value_or(0) > 0) return text;
  if (tool::number(snapshot, "snapshots.opened").value_or(0) > 1) text += tool::no_samples_hint;
  return text;
}

}  // namespace

std::string bar(double psi) {
  constexpr int length = 10;
  if (!std::isfinite(psi)) return "";
  const double part = std::clamp(psi / 0.3, 0.0, 1.0);
  const auto full = static_cast<size_t>(std::lround(part * length));
  std::string drawn(full, '#');
  drawn.append(length - full, '.');
  if (psi > 0.3) drawn.back() = '>';
  return drawn;
}

std::string status_of(const json::value& snapshot) {
  const std::string status = tool::raw(snapshot, "overall_status");
  return status.empty() ? "inconclusive" : status;
}

bool passes(const json::value& snapshot) {
  const json::value* pass = tool::find(snapshot, "slo_check.pass");
  return pass != nullptr && pass->is_bool() && pass->as_bool();
}

std::string snapshot_text(const json::value& snapshot, size_t width) {
  std::string text = tool::text(snapshot, "model.name") + " " +
                     tool::text(snapshot, "model.version") + ", " + tool::text(snapshot, "window") +
                     " until " + tool::text(snapshot, "timestamp") + "\n";
  text += why(snapshot);
  const json::value* features = tool::find(snapshot, "features");
  if (features != nullptr && features->is_object() && !features->as_object().empty()) {
    tool::Table table = series_table();
    for (const auto& [name, each] : features->as_object()) add_row(table, std::string(name), each);
    if (const json::value* score = tool::find(snapshot, "score")) add_row(table, "score", *score);
    text += "\n" + table.render(width) + "\n" + windows_text(snapshot, width);
  }
  return text + "\noverall " + figure(snapshot, "overall_psi") + " " + status_of(snapshot) + ": " +
         (passes(snapshot) ? "PASS" : "NO PASS") + "\n";
}

std::string trend_text(const json::value& snapshot, int days, size_t width) {
  const json::array& at = tool::items(snapshot, "trend.at_ms");
  const json::array& overall = tool::items(snapshot, "trend.overall_psi");
  const json::array& score = tool::items(snapshot, "trend.score_psi");
  const size_t points = std::min({at.size(), overall.size(), score.size()});
  if (points == 0) return "no trend yet: it has one point an hour\n";
  const double newest = number_of(at[points - 1]);
  tool::Table table({{"hour", Align::left, true},
                     {"overall", Align::right},
                     {"", Align::left, true},
                     {"score", Align::right},
                     {"notes"}});
  for (size_t i = 0; i < points; ++i) {
    const double ms = number_of(at[i]);
    if (!(newest - ms <= days * 86'400'000.0)) continue;
    const double before = i >= 24 ? number_of(overall[i - 24]) : NAN;
    const double now = number_of(overall[i]);
    const double of_score = number_of(score[i]);
    const std::chrono::system_clock::time_point time{
        std::chrono::milliseconds(static_cast<int64_t>(ms))};
    table.row({tool::utc_text(time), std::isfinite(now) ? tool::fixed(now, 4) : "-", bar(now),
               std::isfinite(of_score) ? tool::fixed(of_score, 4) : "-",
               now - before > 0.15 ? "0.15 more than 24 hours before" : ""});
  }
  return table.render(width);
}

}  // namespace spark::psi
