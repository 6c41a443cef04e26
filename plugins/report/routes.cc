// The /report routes.
#include "days/page.h"
#include "days/weekly.h"
#include "plugin.h"

namespace report {
namespace {

constexpr size_t asked_max = 16;

}  // namespace

void Reporting::add_routes(spark::Http http, const std::string& listener) {
  http.add<&Reporting::daily>(
      *this, {.listener = listener.c_str(),
              .path = "/report/daily",
              .doc = "Show a day: date=YYYY-MM-DD, lineage=NAME, format=json, html or csv"});
  http.add<&Reporting::weekly>(*this, {.listener = listener.c_str(),
                                       .path = "/report/weekly",
                                       .doc = "Show a week in short: week=YYYY-Www, lineage=NAME"});
  http.add<&Reporting::write_now>(
      *this, {.listener = listener.c_str(),
              .method = "POST",
              .path = "/report/write",
              .access = spark::Access::admin,
              .doc = "Write the files of a day now, also again: date=YYYY-MM-DD, lineage=NAME"});
}

// Nothing, and a reply, for what cannot be answered.
std::optional<Reporting::Asked> Reporting::asked_of(const spark::Request& request,
                                                    const spark::Later& later) const {
  Asked asked{"", {}, {}, "json", later};
  const auto refuse = [&](uint32_t status, const std::string& why) {
    later.send(spark::Reply::error(status, why));
    return std::nullopt;
  };
  const auto lineage = request.parameter("lineage");
  bool is_known = false;
  std::string known;
  for (const spark::LineageModel& each : lineages_.live()) {
    if (each.role != "candidate") continue;
    known += (known.empty() ? "'" : ", '") + each.lineage + "'";
    if (lineage && !lineage->empty() ? each.lineage == *lineage : each.primary) {
      asked.lineage = each.lineage;
      is_known = true;
    }
  }
  if (!is_known)
    return refuse(404, "lineage: no lineage with a candidate of that name; known: " +
                           (known.empty() ? "none" : known));
  if (const auto date = request.parameter("date")) {
    asked.day = day_of_text(*date);
    if (!asked.day) return refuse(400, "date: expected a day such as 2024-05-31");
    if (*asked.day > day_of(clock_.event_ms())) return refuse(400, "date: that day is to come");
  }
  if (const auto week = request.parameter("week")) {
    asked.week = week_of_text(*week);
    if (!asked.week) return refuse(400, "week: expected a week such as 2024-W22");
  }
  if (const auto format = request.parameter("format")) {
    asked.format = *format;
    if (asked.format != "json" && asked.format != "html" && asked.format != "csv")
      return refuse(400, "format: expected json, html or csv");
  }
  return asked;
}

// Each waits for a look, so that the day under way is as it is now.
void Reporting::daily(const spark::Request& request, spark::Later later) {
  auto asked = asked_of(request, later);
  if (!asked) return;
  if (asked_.size() >= asked_max)
    return later.send(spark::Reply::error(503, "too many questions wait"));
  if (!asked->day) asked->day = day_of(clock_.event_ms());
  asked->week.reset();
  asked_.push_back(std::move(*asked));
  look();
}

void Reporting::weekly(const spark::Request& request, spark::Later later) {
  auto asked = asked_of(request, later);
  if (!asked) return;
  if (asked_.size() >= asked_max)
    return later.send(spark::Reply::error(503, "too many questions wait"));
  if (!asked->week) asked->week = week_of(asked->day.value_or(day_of(clock_.event_ms())));
  asked_.push_back(std::move(*asked));
  look();
}

void Reporting::write_now(const spark::Request& request, spark::Later later) {
  const auto asked = asked_of(request, later);
  if (!asked) return;
  const int64_t day = asked->day.value_or(day_of(clock_.event_ms()));
  if (!kept_day(asked->lineage, day))
    return later.send(spark::Reply::error(404, "nothing was measured on " + date_text(day)));
  request.commit();
  write_later({.lineage = asked->lineage,
               .is_primary = tracks_[asked->lineage].is_primary,
               .day = day,
               .later = later});
}

void Reporting::answer_all() {
  for (const Asked& each : asked_) each.later.send(answer(each));
  asked_.clear();
}

spark::Reply Reporting::answer(const Asked& asked) const {
  const int64_t now_ms = clock_.event_ms();
  if (asked.week) {
    const int64_t monday = asked.week->monday;
    return {200,
            json_of(weekly_of(*asked.week, kept_reports(asked.lineage, monday, monday + 6, now_ms)),
                    asked.lineage)
                .text()};
  }
  const int64_t day = *asked.day;
  const auto kept = kept_day(asked.lineage, day);
  if (!kept) return spark::Reply::error(404, "nothing was measured on " + date_text(day));
  const Report report = report_of(*kept, asked.lineage, now_ms);
  if (asked.format == "csv") return {200, csv_header + csv_row(report), spark::Content::csv};
  if (asked.format == "html")
    return {200,
            html_page(report, kept_reports(asked.lineage, day - days_on_page, day - 1, now_ms)),
            spark::Content::html};
  return {200, json_of(report).text()};
}

}  // namespace report
