// Writes the files of a day or a week, each with its record; the day's record goes last, and with
// it the mark that the day was reported. A crash in between leaves a day that is written again.
#include <algorithm>

#include "days/page.h"
#include "days/weekly.h"
#include "plugin.h"
#include "spark/error.h"

namespace report {
namespace {

constexpr size_t writings_max = 256;
constexpr int64_t days_a_week = 7;

}  // namespace

void Reporting::write_later(Writing writing) {
  if (writings_.size() >= writings_max) {
    if (writing.later) writing.later->send(spark::Reply::error(503, "too many reports wait"));
    return;
  }
  writings_.push_back(std::move(writing));
  post_writing();
}

void Reporting::post_writing() {
  if (is_writing_ || writings_.empty()) return;
  writing_ = writings_.front();
  try {
    jobs_.post<&Reporting::write, &Reporting::written>(*this, "write");
    writings_.pop_front();
    is_writing_ = true;
  } catch (const spark::Error& error) {
    log_.warn(std::string("a report waits: ") + error.what());
  }
}

void Reporting::write(spark::Job job) {
  if (writing_.is_weekly) return write_week(job, writing_);
  write_day(job, writing_);
  if (writing_.is_close) forget_old_days(writing_);
}

void Reporting::written(int32_t code, std::string_view text) {
  if (code == SPARK_E_CANCELLED) return;
  is_writing_ = false;
  const std::string date = date_text(writing_.day);
  if (code != SPARK_OK) {
    log_.warn("the report of " + date + " was not written: " + std::string(text));
    if (writing_.later)
      writing_.later->send(spark::Reply::error(503, "not written: " + std::string(text)));
    // Later days wait for this one, so that none is marked before it.
    std::erase_if(writings_, [&](const Writing& each) {
      return each.is_close && writing_.is_close && each.lineage == writing_.lineage;
    });
  } else {
    if (writing_.is_close) tracks_[writing_.lineage].reported = writing_.day;
    if (writing_.later)
      writing_.later->send(
          {200, spark::Json().add("written", date).add("lineage", writing_.lineage).text()});
  }
  post_writing();
}

std::optional<Day> Reporting::kept_day(const std::string& lineage, int64_t day) const {
  const auto kept = durable_.get(key_of("day." + date_text(day), lineage).c_str(), day_schema);
  if (!kept) return {};
  try {
    return day_of_bytes(*kept);
  } catch (const spark::Error& error) {
    log_.warn("what was kept of " + date_text(day) + " cannot be read: " + error.what());
    return {};
  }
}

// Of the days from `from` to `until`, both included; those of which nothing is kept are left out.
std::vector<Report> Reporting::kept_reports(const std::string& lineage, int64_t from, int64_t until,
                                            int64_t now_ms) const {
  std::vector<Report> reports;
  for (int64_t day = from; day <= until; ++day)
    if (const auto kept = kept_day(lineage, day))
      reports.push_back(report_of(*kept, lineage, now_ms));
  return reports;
}

void Reporting::write_day(spark::Job job, const Writing& writing) {
  const int64_t now_ms = std::max(clock_.event_ms(), writing.day * day_ms);
  const Report report =
      report_of(kept_day(writing.lineage, writing.day).value_or(empty_day(writing.day)),
                writing.lineage, now_ms);
  const std::string folder = writing.is_primary ? "daily/" : writing.lineage + "/daily/";
  const std::string base = folder + "report_" + report.date;
  const std::string json = json_of(report).text();
  const spark::EvidenceRecord file{
      .kind = "file", .subject = report.date.c_str(), .json = R"({"of":"daily report"})"};
  if (report.status != "ERROR") {
    const auto recent =
        kept_reports(writing.lineage, writing.day - days_on_page, writing.day - 1, now_ms);
    evidence_.export_file(job, (base + ".html").c_str(), html_page(report, recent), file);
    evidence_.export_file(job, (base + ".csv").c_str(), csv_header + csv_row(report), file);
  }
  std::string all = csv_header;
  for (const Report& each :
       kept_reports(writing.lineage, writing.day - days_, writing.day - 1, now_ms))
    all += csv_row(each);
  all += csv_row(report);
  if (!writing.is_close) {  // days that came since go on behind it
    for (const Report& each :
         kept_reports(writing.lineage, writing.day + 1, day_of(now_ms), now_ms))
      all += csv_row(each);
  }
  evidence_.export_file(job, (folder + "ml_daily_reports.csv").c_str(), all, file);
  if (writing.is_close && week_of(writing.day).monday + days_a_week - 1 == writing.day)
    write_week(job, writing);
  spark::ByteWriter mark;
  mark.i64(writing.day);
  const std::string key = key_of("reported", writing.lineage);
  spark::EvidenceRecord record{.kind = "daily", .subject = report.date.c_str(), .json = json};
  if (writing.is_close) record.values = {{key.c_str(), reported_schema, mark.text()}};
  const std::string end = report.status == "ERROR" ? "_error.json" : ".json";
  evidence_.export_file(job, (base + end).c_str(), json + "\n", record);
}

void Reporting::write_week(spark::Job job, const Writing& writing) {
  const Week week = week_of(writing.day);
  const int64_t now_ms = clock_.event_ms();
  const std::string json =
      json_of(weekly_of(week, kept_reports(writing.lineage, week.monday,
                                           week.monday + days_a_week - 1, now_ms)),
              writing.lineage)
          .text();
  const std::string folder = writing.is_primary ? "weekly/" : writing.lineage + "/weekly/";
  evidence_.export_file(job, (folder + "summary_" + week.name + ".json").c_str(), json + "\n",
                        {.kind = "weekly", .subject = week.name.c_str(), .json = json});
}

// Their records stay on the chain, and their files until they are archived.
void Reporting::forget_old_days(const Writing& writing) {
  for (int64_t day = writing.day - days_ - days_caught_up_max; day <= writing.day - days_; ++day)
    durable_.erase(key_of("day." + date_text(day), writing.lineage).c_str(), day_schema);
}

}  // namespace report
