// A well-made plugin with a record log, for tests of rows: its stage appends a row for each
// request.
//
//   POST /x/recording/find?ID     begins a job that counts the rows of that key ("": all)
//   GET  /x/recording/found       {"version":"1.0.0","rows":3,"sum":6.0,"error":"","searches":1}:
//                                 what the last job found
//
// Built three times: recording (1.0.0), recording2 (2.0.0), which adds a column, and recording3
// (3.0.0), which has a column of another type.
#include <atomic>
#include <mutex>
#include <string>

#include "spark/clock.h"
#include "spark/http.h"
#include "spark/job.h"
#include "spark/plugin.h"
#include "spark/rows.h"

#ifndef RECORDING_VERSION
#define RECORDING_VERSION "1.0.0"
#endif
#ifndef RECORDING_HALF
#define RECORDING_HALF double
#endif

namespace museum {

using Half = RECORDING_HALF;
#ifdef RECORDING_TWICE
using Log = spark::Rows<spark::EventTime, spark::Key, int64_t, Half, bool, spark::TextId, int64_t>;
constexpr const char* log_names[] = {"at", "id", "number", "half", "is_even", "version", "twice"};
#else
using Log = spark::Rows<spark::EventTime, spark::Key, int64_t, Half, bool, spark::TextId>;
constexpr const char* log_names[] = {"at", "id", "number", "half", "is_even", "version"};
#endif

class Recording;

class Record : public spark::Stage {
 public:
  static constexpr const char* type = "record";
  static constexpr const char* doc = "Appends the request, as often as it is told to";

  Record(Recording& plugin, const spark::Config&);
  void run(spark::Frame frame) const;

 private:
  const Recording& plugin_;
  spark::TextId version_;
  spark::Input<std::string_view> id_{*this, "input.id"};
  spark::Input<int64_t> number_{*this, "input.number"};
  spark::Input<int64_t> times_{*this, "input.times", SPARK_SLOT_OPTIONAL};
  spark::Output<int64_t> taken_{*this, "taken", "Rows that were not dropped",
                                SPARK_SLOT_NEVER_NULL};
};

class Recording : public spark::Plugin {
 public:
  static constexpr const char* summary = "Records requests";
  static constexpr spark::Param params[] = {{.name = "ring",
                                             .type = spark::ParamType::size,
                                             .fallback = "1MiB",
                                             .doc = "Of each worker"}};
  using Stages = spark::Types<Record>;

  Recording(spark::Host host, const spark::Config& config)
      : clock(host),
        log(host,
            {.name = "requests",
             .days_max = 3,
             .bytes_max = 1u << 30,
             .ring_bytes = static_cast<uint64_t>(config.i64("ring"))},
            log_names),
        jobs_(host) {
    const spark::Http http(host);
    http.add<&Recording::find>(*this, {.listener = "admin",
                                       .method = "POST",
                                       .path = "/x/recording/find",
                                       .access = spark::Access::safe,
                                       .doc = "Counts rows"});
    http.add<&Recording::found>(
        *this, {.listener = "admin", .path = "/x/recording/found", .doc = "What was counted"});
  }

  // [control]
  spark::Reply find(const spark::Request& request) {
    {
      const std::lock_guard lock(mutex_);
      key_ = request.query;
    }
    jobs_.post<&Recording::search, &Recording::searched>(*this, "search");
    return {200, "{}"};
  }
  spark::Reply found(const spark::Request&) {
    const std::lock_guard lock(mutex_);
    return {200, spark::Json()
                     .add("version", RECORDING_VERSION)
                     .add("rows", rows_)
                     .add("sum", sum_)
                     .add("error", error_)
                     .add("searches", searches_)
                     .text()};
  }
  void searched(int32_t, std::string_view text) {
    const std::lock_guard lock(mutex_);
    error_ = text;
    ++searches_;
  }

  // [jobs]
  void search(spark::Job job) {
    std::string key;
    {
      const std::lock_guard lock(mutex_);
      key = key_;
    }
    uint64_t rows = 0;
    double sum = 0;
    log.query(0, INT64_MAX, key.empty() ? nullptr : key.c_str(), [&](spark::Row row) {
      ++rows;
      sum += row.f64(3).value_or(0);
      return !job.is_cancelled();
    });
    const std::lock_guard lock(mutex_);
    rows_ = rows;
    sum_ = sum;
  }

  const spark::Clock clock;
  const Log log;

 private:
  spark::Jobs jobs_;
  std::mutex mutex_;  // guards the members below; no worker takes it
  std::string key_;
  std::string error_;
  uint64_t rows_ = 0;
  double sum_ = 0;
  uint64_t searches_ = 0;
};

Record::Record(Recording& plugin, const spark::Config&)
    : plugin_(plugin), version_(plugin.log.text_id(RECORDING_VERSION)) {}

void Record::run(spark::Frame frame) const {
  const int64_t number = number_.get(frame).value_or(0);
  const auto half = static_cast<double>(number) / 2;
  const spark::EventTime now{plugin_.clock.utc_ms()};
  const auto id = id_.get(frame).value_or("");
  int64_t taken = 0;
  for (int64_t i = 0; i < times_.get(frame).value_or(1); ++i) {
#if defined(RECORDING_TWICE)
    taken += plugin_.log.append(now, spark::Key{id}, number, half, number % 2 == 0, version_,
                                number * 2);
#elif defined(RECORDING_TEXT)
    taken += plugin_.log.append(now, spark::Key{id}, number, half > 1 ? "much" : "little",
                                number % 2 == 0, version_);
#else
    taken += plugin_.log.append(now, spark::Key{id}, number, half, number % 2 == 0, version_);
#endif
  }
  taken_.set(frame, taken);
}

}  // namespace museum

SPARK_PLUGIN(museum::Recording, "recording", RECORDING_VERSION, "Museum");
