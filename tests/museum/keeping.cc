// A well-made plugin that keeps a number over restarts and exchanges, for tests of services: a
// timer adds to it, a job works on it, the host keeps it, and the chain has records of it.
//
//   GET  /x/keeping/count      {"version":"1.0.0","count":7,"on_disk":7,"jobs":3,"ticks":7,
//                               "asked":11,"ended":10}: calls that have an end, and their ends;
//                               "rendered": what a job found the series of ticks to be
//   GET  /x/keeping/proof
//   {"proven":5,"found_proven":3,"agrees":true,"sequence":41,"found":9,"records":44,
//                               "trouble":""}: of the evidence; a job looks for it now and then
//   POST /x/keeping/hang       begins a job that does not end before the file `bell` exists
//
// Built twice: keeping (1.0.0) and keeping2 (2.0.0).
#include <unistd.h>

#include <atomic>
#include <cstdlib>
#include <mutex>
#include <string>

#include "spark/durable.h"
#include "spark/evidence.h"
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
      {.name = "fragile",
       .type = spark::ParamType::string,
       .fallback = "no",
       .doc = "Ends the process where it finds a count: 'made' or 'act'"},
      {.name = "proves",
       .type = spark::ParamType::boolean,
       .fallback = "false",
       .doc = "Appends evidence of what it counts, with a value that follows"},
  };

  Keeping(spark::Host host, const spark::Config& config)
      : durable_(host),
        timers_(host),
        jobs_(host),
        facts_(host),
        metrics_(host),
        ticks_total_(
            metrics_.counter({.name = "keeping_ticks_total", .help = "Calls of the timer"})),
        evidence_(host),
        bell_(config.string("bell")),
        proves_(config.boolean("proves")) {
    fragile_ = config.string("fragile");
    break_if(fragile_ == "made");
    if (config.boolean("must_know") && !durable_.get("count", schema))
      throw spark::Error("no count was kept", SPARK_E_INVALID);
    if (config.boolean("early")) timers_.every<&Keeping::tick>(*this, "tick", 20);
    const spark::Http http(host);
    http.add<&Keeping::count>(
        *this, {.listener = "admin", .path = "/x/keeping/count", .doc = "What was counted"});
    http.add<&Keeping::proof>(
        *this, {.listener = "admin", .path = "/x/keeping/proof", .doc = "What is on record"});
    http.add<&Keeping::hang>(*this, {.listener = "admin",
                                     .method = "POST",
                                     .path = "/x/keeping/hang",
                                     .access = spark::Access::safe,
                                     .doc = "Begins a job that does not end"});
  }

  void act() {
    break_if(fragile_ == "act");
    const auto kept = durable_.get("count", schema);
    count_ = kept ? std::stoull(*kept) : 0;
    const auto proven = durable_.get("proven", proven_schema);
    agreed_ = evidence_.agrees("proven", proven_schema);
    // Where the chain is ahead, the safe state: to begin anew.
    proven_ = proven && agreed_ ? std::stoull(*proven) : 0;
    found_proven_ = proven ? std::stoull(*proven) : 0;
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
    if (proves_ && ticks_ % 2 == 0) prove();
    if (ticks_ % 4 != 0) return;
    jobs_.post<&Keeping::work, &Keeping::worked>(*this, "work");
    ++asked_;
  }
  // Counts on from what is on record, once the record before has ended.
  void prove() {
    if (is_proving_) return;
    const std::string next = std::to_string(proven_ + 1);
    try {
      evidence_.append<&Keeping::proved>(
          *this, {.kind = "proof",
                  .subject = "count",
                  .json = spark::Json().add("count", count_).add("proven", proven_ + 1).text(),
                  .values = {{"proven", proven_schema, next}}});
    } catch (const spark::Error& refused) {
      trouble_ = refused.what();  // too many a second
      return;
    }
    is_proving_ = true;
    ++asked_;
  }
  void proved(const spark::Recorded& how) {
    ++ended_;
    is_proving_ = false;
    trouble_ = how.text;
    if (how.sequence == 0) return;
    ++proven_;
    sequence_ = how.sequence;
  }
  void kept(int32_t code, std::string_view) {
    ++ended_;
    if (code == SPARK_OK) on_disk_ = count_;
  }
  void worked(int32_t code, std::string_view) {
    ++ended_;
    if (code == SPARK_OK) ++jobs_done_;
  }

  // [jobs]
  void work(spark::Job job) {
    for (int i = 0; i < 5 && !job.is_cancelled(); ++i) ::usleep(1'000);
    {
      std::string series = metrics_.render("keeping_ticks");
      const std::lock_guard lock(mutex_);
      rendered_.swap(series);
    }
    if (!proves_ || job.is_cancelled()) return;
    found_ = evidence_.find(job, {.kind = "keeping.proof", .subject = "count"}).size();
    records_ = evidence_.verify(job);
  }
  void wait_for_bell(spark::Job) {
    while (::access(bell_.c_str(), F_OK) != 0) ::usleep(1'000);
  }

  // [control]
  spark::Reply count(const spark::Request&) {
    const std::lock_guard lock(mutex_);
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
  spark::Reply proof(const spark::Request&) {
    return {200, spark::Json()
                     .add("proven", proven_)
                     .add("found_proven", found_proven_)
                     .add("agrees", agreed_)
                     .add("sequence", sequence_)
                     .add("found", found_.load())
                     .add("records", records_.load())
                     .add("trouble", trouble_)
                     .text()};
  }
  spark::Reply hang(const spark::Request& request) {
    jobs_.post<&Keeping::wait_for_bell, &Keeping::worked>(*this, "hang");
    ++asked_;
    return count(request);
  }

 private:
  void break_if(bool is_fragile) const {
    if (is_fragile && durable_.get("count", schema)) std::abort();
  }

  static constexpr const char* schema = "keeping.count/1";
  static constexpr const char* proven_schema = "keeping.proven/1";

  spark::Durable durable_;
  spark::Timers timers_;
  spark::Jobs jobs_;
  spark::Facts facts_;
  spark::Metrics metrics_;
  spark::Counter ticks_total_;
  spark::Evidence evidence_;
  std::string bell_;
  std::string fragile_;
  bool proves_;
  std::atomic<uint64_t> found_{0};    // by a job
  std::atomic<uint64_t> records_{0};  // by a job
  std::mutex mutex_;
  std::string rendered_;  // by a job, behind the mutex
  // All on [control].
  uint64_t count_ = 0;
  uint64_t on_disk_ = 0;
  uint64_t jobs_done_ = 0;
  uint64_t ticks_ = 0;
  uint64_t proven_ = 0;
  uint64_t found_proven_ = 0;  // when it began to act
  bool agreed_ = true;         // when it began to act
  bool is_proving_ = false;
  uint64_t sequence_ = 0;
  std::string trouble_;
  uint64_t asked_ = 0;
  uint64_t ended_ = 0;
};

}  // namespace museum

SPARK_PLUGIN(museum::Keeping, "keeping", KEEPING_VERSION, "Museum");
