#include "window_rows.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <map>

#include "pair_rows.h"
#include "spark/recorded/sparkctl.h"
#include "spark/recorded/url.h"
#include "spark/tool/format.h"

namespace promote {

namespace recorded = spark::recorded;
namespace tool = spark::tool;
namespace json = spark::tool::json;
using tool::Result;

namespace {

constexpr int64_t day_length_ms = recorded::day_length_ms;

std::vector<std::string> with_archive(std::vector<std::string> words, const RowsAsked& asked) {
  if (!asked.archive.empty()) words.insert(words.end(), {"--archive", asked.archive});
  return words;
}

// Logs are asked by the time of the event, which clients give: a day around the window is read.
Result<void> read(const std::string& log, uint32_t number, const RowsAsked& asked,
                  const RowRecount& recount, PairRowReader::Take take) {
  const auto words = with_archive({"rows", "export", log, "--quiet", "--from",
                                   std::to_string(recount.from_ms() - day_length_ms), "--to",
                                   std::to_string(recount.to_ms() + day_length_ms)},
                                  asked);
  PairRowReader reader(log, number, std::move(take));
  const Result<void> done = recorded::run_sparkctl(
      asked.state_dir, words, [&reader](std::string_view text) { return reader.add(text); });
  return done ? reader.finish() : done;
}

struct Log {
  std::string name;
  std::set<int64_t> days;
};

Result<std::vector<Log>> logs_of(const RowsAsked& asked) {
  const auto listed =
      recorded::ask_sparkctl(asked.state_dir, with_archive({"rows", "list", "--json"}, asked));
  if (!listed) return listed.error();
  std::vector<Log> logs;
  for (const json::value& each : tool::items(*listed, "logs")) {
    const std::string name = tool::raw(each, "name");
    if (asked.log.empty() ? name.starts_with("recorder.") : name == asked.log)
      logs.push_back({name, days_of(each)});
  }
  return logs;
}

// The exit code says whether all days are as recorded; here the report is asked, day by day.
void verify(const std::string& log, const PairsSeen& seen, const RowsAsked& asked,
            WindowDays& days) {
  std::string text;
  const auto take = [&text](std::string_view piece) {
    text += piece;
    return Result<void>();
  };
  (void)recorded::run_sparkctl(
      asked.state_dir, with_archive({"rows", "verify", log, "--json", "--quiet"}, asked), take);
  const auto report = tool::parse_json(text, "rows verify");
  add_verified(report ? *report : json::value(json::object()), log,
               seen.basis->from_ms / day_length_ms, seen.basis->to_ms / day_length_ms, days);
}

const char* name_of(Recount::State state) {
  switch (state) {
    case Recount::State::absent:
      return "absent";
    case Recount::State::equal:
      return "equal";
    case Recount::State::within:
      return "within bounds";
    case Recount::State::partial:
      return "partial";
    case Recount::State::differs:
      return "differs";
  }
  return "differs";
}

std::string bound_text(const Bound& bound) {
  const auto number = [](double value) {
    return std::isfinite(value) ? tool::shortest(value) : std::string("any");
  };
  return "  " + bound.name + " " + number(bound.recorded) + ", by rows " + number(bound.least) +
         " to " + number(bound.most) + (bound.holds() ? "" : ": DIFFERS") + "\n";
}

}  // namespace

bool WindowRows::is_contradiction() const {
  return recount.state == Recount::State::differs || !days.differs.empty();
}

std::set<int64_t> days_of(const json::value& log) {
  std::set<int64_t> days;
  const auto add = [&days](const std::string& day) {
    if (const auto ms = recorded::day_ms_from(day)) days.insert(*ms / day_length_ms);
  };
  for (const json::value& each : tool::items(log, "days")) add(tool::raw(each, "day"));
  for (const json::value& each : tool::items(log, "archived")) add(tool::text(each));
  return days;
}

void add_verified(const json::value& report, const std::string& log, int64_t first, int64_t last,
                  WindowDays& days) {
  std::map<int64_t, std::string> states;
  for (const json::value& each : tool::items(report, "days"))
    if (const auto ms = recorded::day_ms_from(tool::raw(each, "day"));
        ms && tool::raw(each, "log") == log) {
      // A day that is live and archived is there twice: the worse one counts.
      std::string& state = states[*ms / day_length_ms];
      if (state != "differs" && state != "missing") state = tool::raw(each, "state");
    }
  // A replay's rows lie in files of the day of the replay: then all of them count.
  const auto inside = states.lower_bound(first);
  if (inside != states.end() && inside->first <= last) {
    states.erase(states.begin(), inside);
    states.erase(states.upper_bound(last), states.end());
  }
  uint64_t on_record = 0;
  for (const auto& [day, state] : states) {
    on_record += state == "same" || state == "differs" || state == "missing" ? 1 : 0;
    days.same += state == "same" ? 1 : 0;
    if (state == "differs" || state == "missing")
      days.differs.push_back(log + " " +
                             tool::utc_text(std::chrono::system_clock::time_point(
                                                std::chrono::milliseconds(day * day_length_ms)))
                                 .substr(0, 10) +
                             ": " + state);
  }
  days.not_on_record += std::max<uint64_t>(states.size(), 1) - on_record;
}

Result<WindowRows> recount_rows(const PairsSeen& seen, const std::vector<int64_t>& starts_ms,
                                const RowsAsked& asked) {
  const auto logs = logs_of(asked);
  if (!logs) return logs.error();
  RowRecount recount(*seen.basis, starts_ms);
  for (uint32_t i = 0; i < logs->size(); ++i)
    if (const auto done = read((*logs)[i].name, i, asked, recount,
                               [&](const PairRow& row) { recount.look_at(row); });
        !done)
      return done.error();
  WindowRows found;
  std::set<int64_t> days;
  for (uint32_t i = 0; i < logs->size(); ++i) {
    const uint64_t before = recount.rows();
    if (const auto done =
            read((*logs)[i].name, i, asked, recount, [&](const PairRow& row) { recount.add(row); });
        !done)
      return done.error();
    if (recount.rows() == before) continue;
    found.days.logs.push_back((*logs)[i].name);
    days.insert((*logs)[i].days.begin(), (*logs)[i].days.end());
  }
  found.recount = recount.finish(seen.rows_lost.value_or(0), days);
  for (const std::string& log : found.days.logs) verify(log, seen, asked, found.days);
  return found;
}

std::string text_of(const WindowRows& rows) {
  using State = Recount::State;
  const Recount& of = rows.recount;
  if (of.state == State::absent)
    return "Rows: none of the two models is there; the counts stand for them\n";
  // Those at the edges may be more than were counted.
  std::string text = "Rows: " + tool::grouped(std::min(of.rows, of.requests)) + " of " +
                     tool::grouped(of.requests) + " counted again, " + tool::grouped(of.rows_edge) +
                     " at an edge of the window, " + tool::grouped(of.lost) + " lost: ";
  switch (of.state) {
    case State::equal:
      text.append("equal\n");
      break;
    case State::within:
      text.append("every count is within its bounds\n");
      break;
    case State::partial:
      text.append("others have expired, and nothing contradicts the counts\n");
      break;
    default:
      text.append("NOT what the counts say\n");
  }
  if (of.starts > 0)
    text.append("  the host started ")
        .append(std::to_string(of.starts))
        .append(" times within the window\n");
  if (of.state != State::equal)
    for (const Bound& each : of.bounds) text.append(bound_text(each));
  for (const std::string& each : of.reasons) text.append("  ").append(each).append("\n");
  for (const std::string& each : rows.days.differs)
    text.append("  ").append(each).append(" from the chain\n");
  return text.append("Days of rows: ")
      .append(std::to_string(rows.days.same))
      .append(" as the chain has them, ")
      .append(std::to_string(rows.days.not_on_record))
      .append(" not on record\n");
}

json::object json_of(const WindowRows& rows) {
  const Recount& of = rows.recount;
  json::array bounds;
  for (const Bound& each : of.bounds)
    bounds.push_back(
        json::object{{"name", each.name},
                     {"recorded", each.recorded},
                     {"least", each.least},
                     {"most", std::isfinite(each.most) ? json::value(each.most) : json::value()},
                     {"holds", each.holds()}});
  return {{"state", name_of(of.state)},
          {"rows", of.rows},
          {"rows_at_edges", of.rows_edge},
          {"requests", of.requests},
          {"lost", of.lost},
          {"starts", of.starts},
          {"bounds", std::move(bounds)},
          {"cells", of.cells},
          {"cells_differ", of.cells_bad},
          {"reasons", json::array(of.reasons.begin(), of.reasons.end())},
          {"logs", json::array(rows.days.logs.begin(), rows.days.logs.end())},
          {"days_as_recorded", rows.days.same},
          {"days_not_on_record", rows.days.not_on_record},
          {"days_differ", json::array(rows.days.differs.begin(), rows.days.differs.end())}};
}

}  // namespace promote
