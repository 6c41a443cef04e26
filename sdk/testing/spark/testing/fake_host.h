// A host in memory, for tests of plugins without a host: every draft extension, its effects open to
// look at.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "spark/ext/draft/clock.h"
#include "spark/ext/draft/durable.h"
#include "spark/ext/draft/evidence.h"
#include "spark/ext/draft/facts.h"
#include "spark/ext/draft/flag.h"
#include "spark/ext/draft/http.h"
#include "spark/ext/draft/job.h"
#include "spark/ext/draft/lineages.h"
#include "spark/ext/draft/log.h"
#include "spark/ext/draft/metrics.h"
#include "spark/ext/draft/models.h"
#include "spark/ext/draft/pin.h"
#include "spark/ext/draft/swap.h"
#include "spark/ext/draft/timer.h"
#include "spark/lineages.h"
#include "spark/testing/fake_handles.h"
#include "spark/testing/fake_rows.h"

namespace spark::testing {

class FakeHost {
 public:
  explicit FakeHost(uint32_t workers = 2);
  FakeHost(const FakeHost&) = delete;
  FakeHost& operator=(const FakeHost&) = delete;

  [[nodiscard]] const spark_host* raw() const { return &raw_; }

  // Value of a series such as `ml_x_total{a="b"}`; NaN if it is absent; throws if nobody ever asked
  // for it.
  [[nodiscard]] double value(const std::string& series) const;
  [[nodiscard]] const std::vector<double>& observed(const std::string& series) const;

  struct Reply {
    uint32_t status = 0;  // 0: the handler did not answer (yet)
    std::string json;     // or other content
    uint32_t content = 0;
  };
  // Calls a route as a host would: a safe verb's flag moves and is latched first, then the handler
  // runs; that of a risky verb may open the latch of the flag that the route names. `path` may have
  // a query, of plain characters.
  Reply call(const std::string& method, const std::string& path, const std::string& body = "");

  struct Route {
    std::string listener, method, path, doc;
    uint32_t access = 0;
    spark_flag* flag = nullptr;
    int64_t flag_value = 0;
    void* context = nullptr;
    void (*handle)(void*, const spark_http_request*, spark_http_reply*) = nullptr;
  };

  struct Timer {
    uint32_t period_ms = 0;  // 0: by the rule
    int64_t due_ns = 0;      // by now_ns
    spark_timer_rule rule{};
    void (*every)(void* context, uint32_t missed) = nullptr;
    void (*at)(void* context, int64_t due_utc_ms, uint32_t missed) = nullptr;
    void* context = nullptr;
  };
  // Moves both clocks on by `ms`, and calls each timer at the time that it is due at, in their
  // order.
  void advance(int64_t ms);
  // Calls the timer of that name as if it were due; throws if there is none.
  void fire(const std::string& name, uint32_t missed = 0, int64_t due_utc_ms = 0);

  struct Job {
    std::string key;
    int32_t (*work)(void* context, const spark_job* job, spark_error* err) = nullptr;
    spark_done done = nullptr;
    void* context = nullptr;
  };
  // Runs the jobs that wait, in their order, and says how each ended.
  void run_jobs();

  // As the host tells of a live model, or of one that served before.
  struct LiveModel {
    std::string definition = {};
    std::string version = {};
    std::string sha256 = {};
    std::string folder = {};
    uint64_t generation = 0;
    int64_t since_utc_ms = 0;
  };

  struct Pin {
    std::string model, reason;
    std::vector<std::string> lets_pass;
    int32_t (*broken)(void* context) = nullptr;
    void (*passed)(void* context, const char* plugin) = nullptr;
    void* context = nullptr;
  };
  // As an operator's force does: the pin goes, and its holder is told. Returns the answer.
  int32_t break_pin(uint64_t number);
  void pass_pin(uint64_t number, const std::string& plugin);

  struct Swap {
    std::map<std::string, std::string> definitions;  // by model
    std::map<std::string, std::string> expect;
    std::string reason;
    bool is_way_back = false;
    uint64_t reply = 0;
    spark_done done = nullptr;
    void* context = nullptr;
  };
  // Ends the swaps that wait, all in the same way.
  void end_swaps(int32_t code = SPARK_OK, const std::string& why = "");

  // Calls every `done` that waits: of values put, with `failure` if that is not "".
  void end_puts(const std::string& failure = "");

  struct Record {
    std::string kind, subject, json;
    std::string path, file;                                    // "": none was exported
    std::map<std::string, std::optional<std::string>> values;  // "key schema"
  };
  struct WaitingRecord {
    Record record;
    spark_evidence_done done = nullptr;
    void* context = nullptr;
  };
  // Records what waits, puts its values, and calls each `done`; with a failure, nothing but that.
  void end_records(const std::string& failure = "");

  // Whether the plugin object acts: if not, what only an acting one may do is refused.
  bool acts = true;
  std::map<std::string, std::string> durable;         // "key schema"
  std::optional<std::set<std::string>> kept_schemas;  // the library's list, if any; PluginRig asks
  std::map<std::string, Timer> timers;                // by name
  // By "name pipeline model sha256"; own names as they are published, others as a test puts them.
  std::map<std::string, double> facts;
  std::map<std::string, FactDetails> fact_details;  // by the same names
  std::map<std::string, spark_rows> rows;           // record logs, by own name
  std::vector<Job> jobs;                            // that wait
  std::vector<std::pair<spark_done, void*>> puts;   // that wait for the disk
  std::vector<WaitingRecord> waiting_records;       // for the disk
  std::vector<Record> records;                      // of the chain
  std::set<std::string> disagreeing;                // "key schema" of values behind their record
  std::string chain_flaw;                           // "": the chain is whole
  bool jobs_are_cancelled = false;                  // as is_cancelled() says

  int64_t now_ns = 0;
  int64_t utc_ms = 0;
  int64_t event_ms = 0;            // 0: no event clock
  std::set<std::string> withheld;  // ids of extensions that this host does not offer
  std::vector<std::string> log;    // "1 text": level and text
  std::map<std::string, spark_metric> metrics;
  std::map<std::string, spark_flag> flags;
  std::vector<Route> routes;
  std::map<uint64_t, Reply> kept;  // replies that handlers kept, by number; status 0: not sent yet
  int32_t commits = SPARK_OK;      // how commit() ends
  uint32_t committed = 0;          // how often it was called
  spark_flag* called_flag = nullptr;                      // of the risky route that is being called
  std::map<std::string, const spark_model_info*> models;  // of the generation being built
  std::map<std::string, std::vector<LiveModel>> live_models;  // by name, the newest first
  // Of all lineages, those of the generation being built and those that serve alike.
  std::vector<LineageModel> lineages;
  std::map<uint64_t, std::string> leases;  // digests
  std::map<uint64_t, Pin> pins;            // by number
  uint64_t last_pin = 0;
  std::vector<uint64_t> pin_answers;
  std::vector<Swap> swaps;      // that wait
  int32_t may_swap = SPARK_OK;  // otherwise requests are refused with this code

 private:
  spark_host raw_;
};

}  // namespace spark::testing
