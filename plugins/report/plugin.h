// The plugin object: it looks at the host's series once a minute, keeps what it saw of each day,
// and writes the reports of days that are over. It has no stage.
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "days/calendar.h"
#include "days/counting.h"
#include "days/day.h"
#include "days/document.h"
#include "spark/clock.h"
#include "spark/durable.h"
#include "spark/evidence.h"
#include "spark/facts.h"
#include "spark/handover.h"
#include "spark/http.h"
#include "spark/job.h"
#include "spark/lineages.h"
#include "spark/log.h"
#include "spark/metrics.h"
#include "spark/plugin.h"
#include "spark/timer.h"

namespace report {

inline constexpr const char* day_schema = "report.day/1";
inline constexpr const char* first_schema = "report.first/1";        // the first day: its number
inline constexpr const char* reported_schema = "report.reported/1";  // the last reported one

// What is known of a lineage; "" is the name where the configuration has none.
struct Track {
  bool is_primary = true;
  Day day;  // the one that is being measured
  std::optional<int64_t> first;
  std::optional<int64_t> reported;
  int64_t minute = 0;  // the last one that was counted as measured
};

// A file set that is to be written.
struct Writing {
  std::string lineage;
  bool is_primary = true;
  int64_t day = 0;
  bool is_weekly = false;  // the week of `day` alone
  bool is_close = false;   // the day is over, and counts as reported from then on
  std::optional<spark::Later> later = {};
};

class Reporting : public spark::Plugin {
 public:
  static constexpr const char* summary =
      "Writes what happened each day, and whether the candidate may be promoted";
  static constexpr spark::Param params[] = {
      {.name = "listener",
       .type = spark::ParamType::string,
       .fallback = "executor",
       .doc = "The listener of the /report routes"},
      {.name = "days",
       .type = spark::ParamType::i64,
       .fallback = "400",
       .min = 8,
       .max = 900,
       .doc = "Days of each lineage that are kept, for reports of the past"},
  };
  static constexpr const char* durable_schemas[] = {day_schema, first_schema, reported_schema};

  Reporting(spark::Host host, const spark::Config& config);

  // What an exchange of plugin objects keeps: where the counters stood. [builder]
  static constexpr const char* state_schema = "report.series/1";
  void save(spark::ByteWriter& out) const;
  void load(spark::ByteReader& in);
  void merge(spark::ByteReader& before, spark::ByteReader& after);

  void act();   // [control]
  void rest();  // [control]

 private:
  struct Asked {
    std::string lineage;
    std::optional<int64_t> day;
    std::optional<Week> week;
    std::string format;
    spark::Later later;
  };

  void forget();

  // measuring.cc
  void tick(uint32_t missed);
  void midnight(int64_t due_utc_ms, uint32_t missed);
  void week_ends(int64_t due_utc_ms, uint32_t missed);
  void look();
  void render(spark::Job job);
  void rendered(int32_t code, std::string_view text);
  Track& track_of(const std::string& lineage, int64_t day);
  void see(const spark::LineageModel& candidate, Track& track, int64_t until_ms);
  void see_gates(const spark::LineageModel& candidate, Day& day);
  void see_alerts(const std::string& lineage, Day& day);
  void keep_all();
  void keep(const std::string& lineage, const Track& track);
  void close_days(int64_t now_ms);

  // closing.cc
  void write_later(Writing writing);
  void post_writing();
  void write(spark::Job job);
  void written(int32_t code, std::string_view text);
  void write_day(spark::Job job, const Writing& writing);
  void write_week(spark::Job job, const Writing& writing);
  void forget_old_days(const Writing& writing);
  [[nodiscard]] std::optional<Day> kept_day(const std::string& lineage, int64_t day) const;
  [[nodiscard]] std::vector<Report> kept_reports(const std::string& lineage, int64_t from,
                                                 int64_t until, int64_t now_ms) const;

  // routes.cc
  void add_routes(spark::Http http, const std::string& listener);
  void daily(const spark::Request& request, spark::Later later);
  void weekly(const spark::Request& request, spark::Later later);
  void write_now(const spark::Request& request, spark::Later later);
  [[nodiscard]] std::optional<Asked> asked_of(const spark::Request& request,
                                              const spark::Later& later) const;
  void answer_all();
  [[nodiscard]] spark::Reply answer(const Asked& asked) const;

  const int64_t days_;
  const spark::Clock clock_;
  const spark::Log log_;
  const spark::Jobs jobs_;
  const spark::Timers timers_;
  const spark::Durable durable_;
  const spark::Evidence evidence_;
  const spark::Facts facts_;
  const spark::Lineages lineages_;
  const spark::Metrics metrics_;

  // [control], [builder] while nothing acts
  Series before_;
  bool has_before_ = false;
  bool is_handed_over_ = false;
  int64_t looked_ms_ = 0;
  int64_t kept_ns_ = 0;
  std::map<std::string, Track> tracks_;
  // [control]
  std::vector<Asked> asked_;
  std::deque<Writing> writings_;
  bool is_looking_ = false;
  bool is_due_again_ = false;
  bool is_writing_ = false;
  bool is_full_told_ = false;
  // Of the jobs, between their posts and their ends.
  int64_t look_ms_ = 0;
  Series now_;
  Writing writing_;
};

// Of a lineage's durable values: "day.2024-05-31.predict-vol".
[[nodiscard]] std::string key_of(const std::string& what, const std::string& lineage);

}  // namespace report
