// A well-made plugin that keeps a number over restarts and exchanges, for tests of services: a
// timer adds to it, a job works on it, and the host keeps it.
//
//   GET  /x/keeping/count      {"version":"1.0.0","count":7,"on_disk":7,"jobs":3,"ticks":7,
//                               "asked":11,"ended":10}: calls that have an end, and their ends;
//                               "rendered": what a job found the series of ticks to be
//   POST /x/keeping/hang       begins a job that does not end before the file `bell` exists
//
// Built twice: keeping (1.0.0) and keeping2 (2.0.0).
#include <unistd.h>

#include <atomic>
#include <string>

#include "spark/durable.h"
#include "spark/facts.h"
#include "spark/http.h"
#include "spark/job.h"
#include "spark/metrics.h"
#include "spark/plugin.h"
#include "spark/timer.h"

#ifndef KEEPING_VERSION
#define KEEPING_VERSION "1.0.0"
#endif

namespace museum {

class Keeping : public spark::Plugin {
 public:
  static constexpr const char* summary = "Counts, over restarts";
  static constexpr spark::Param params[] = {
      {.name = "bell",
       .type = spark::ParamType::path,
       .required = true,
       .doc = "What the job that hangs waits for"},
      {.name = "must_know",
       .type = spark::ParamType::boolean,
       .fallback = "false",
       .doc = "Refuses to be made where no count was kept"},
      {.name = "early",
       .type = spark::ParamType::boolean,
       .fallback = "false",
       .doc = "Makes its timer in the constructor, which is refused"},
  };

  Keeping(spark::Host host, const spark::Config& config)
      : durable_(host),
        timers_(host),
        jobs_(host),
        facts_(host),
        metrics_(host),
        ticks_total_(
            metrics_.counter({.name = "keeping_ticks_total", .help = "Calls of the timer"})),
        bell_(config.string("bell")) {
    if (config.boolean("must_know") && !durable_.get("count", schema))
      throw spark::Error("no count was kept", SPARK_E_INVALID);
    if (config.boolean("early")) timers_.every<&Keeping::tick>(*this, "tick", 20);
    const spark::Http http(host);
    http.add<&Keeping::count>(
        *this, {.listener = "admin", .path = "/x/keeping/count", .doc = "What was counted"});
    http.add<&Keeping::hang>(*this, {.listener = "admin",
                                     .method = "POST",
                                     .path = "/x/keeping/hang",
                                     .access = spark::Access::safe,
                                     .doc = "Begins a job that does not end"});
  }

  void act() {
    const auto kept = durable_.get("count", schema);
    count_ = kept ? std::stoull(*kept) : 0;
    timers_.every<&Keeping::tick>(*this, "tick", 20);
  }
  // Everything has ended by now.
  void rest() {
    if (asked_ != ended_) throw spark::Error("a call has not ended before the rest");
  }

  // [control]
  void tick(uint32_t) {
    ++ticks_;
    ticks_total_.add();
    ++count_;
    facts_.publish({.name = "count", .value = static_cast<double>(count_), .samples = ticks_});
    durable_.put<&Keeping::kept>(*this, "count", schema, std::to_string(count_));
    ++asked_;
    if (ticks_ % 4 != 0) return;
    jobs_.post<&Keeping::work, &Keeping::worked>(*this, "work");
    ++asked_;
  }
  void kept(int32_t code, std::string_view) {
    ++ended_;
    if (code == SPARK_OK) on_disk_ = count_;
  }
  void worked(int32_t code, std::string_view) {
    ++ended_;
    if (code == SPARK_OK) ++jobs_done_;
    rendered_ = found_;
  }

  // [jobs]
  void work(spark::Job job) {
    for (int i = 0; i < 5 && !job.is_cancelled(); ++i) ::usleep(1'000);
    found_ = metrics_.render("keeping_ticks");
  }
  void wait_for_bell(spark::Job) {
    while (::access(bell_.c_str(), F_OK) != 0) ::usleep(1'000);
  }

  // [control]
  spark::Reply count(const spark::Request&) {
    return {200, spark::Json()
                     .add("version", KEEPING_VERSION)
                     .add("count", count_)
                     .add("on_disk", on_disk_)
                     .add("jobs", jobs_done_)
                     .add("ticks", ticks_)
                     .add("asked", asked_)
                     .add("ended", ended_)
                     .add("rendered", rendered_)
                     .text()};
  }
  spark::Reply hang(const spark::Request& request) {
    jobs_.post<&Keeping::wait_for_bell, &Keeping::worked>(*this, "hang");
    ++asked_;
    return count(request);
  }

 private:
  static constexpr const char* schema = "keeping.count/1";

  spark::Durable durable_;
  spark::Timers timers_;
  spark::Jobs jobs_;
  spark::Facts facts_;
  spark::Metrics metrics_;
  spark::Counter ticks_total_;
  std::string bell_;
  std::string found_;  // by the job that runs, which ends before the next one begins
  // All on [control].
  uint64_t count_ = 0;
  uint64_t on_disk_ = 0;
  uint64_t jobs_done_ = 0;
  uint64_t ticks_ = 0;
  uint64_t asked_ = 0;
  uint64_t ended_ = 0;
  std::string rendered_;
};

}  // namespace museum

SPARK_PLUGIN(museum::Keeping, "keeping", KEEPING_VERSION, "Museum");
