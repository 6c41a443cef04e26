// The plugin object: the course of one lineage's canary, and what it does to the host.
#pragma once

#include <deque>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "alert_facts.h"
#include "arms.h"
#include "count_stage.h"
#include "course.h"
#include "crashes.h"
#include "decide_stage.h"
#include "exports.h"
#include "phase_times.h"
#include "preflight.h"
#include "run.h"
#include "settings.h"
#include "spark/clock.h"
#include "spark/durable.h"
#include "spark/evidence.h"
#include "spark/facts.h"
#include "spark/handover.h"
#include "spark/http.h"
#include "spark/log.h"
#include "spark/metrics.h"
#include "spark/models.h"
#include "spark/pace.h"
#include "spark/pin.h"
#include "spark/plugin.h"
#include "spark/timer.h"

namespace canary {

inline constexpr const char* state_value_schema = "canary.state/1";
inline constexpr const char* course_schema = "canary.course/1";
inline constexpr const char* recent_schema = "canary.recent/1";
inline constexpr const char* times_schema = "canary.times/1";

class Canary : public spark::Plugin, public Arms, public Settings {
 public:
  static constexpr const char* summary =
      "Lets a candidate answer for a growing share, and ends it when it misbehaves";
  using Settings::params;
  using Stages = spark::Types<Decide, Count>;
  static constexpr const char* durable_schemas[] = {state_value_schema, course_schema,
                                                    crashes_schema, recent_schema, times_schema};

  Canary(spark::Host host, const spark::Config& config);
  void act();   // [control]
  void rest();  // [control]

  // An exchange of plugin objects is no restart: the run goes on. [builder]
  static constexpr const char* state_schema = "canary.run/1";
  void save(spark::ByteWriter& out) const;
  void load(spark::ByteReader& in);
  void merge(spark::ByteReader&, spark::ByteReader&) {}

  // Routes. [control]
  spark::Reply status(const spark::Request& request);
  spark::Reply preflight(const spark::Request& request);
  spark::Reply dry_run(const spark::Request& request);
  spark::Reply start(const spark::Request& request);
  spark::Reply resume(const spark::Request& request);
  spark::Reply pause(const spark::Request& request);
  spark::Reply abort(const spark::Request& request);

 private:
  void add_routes(spark::Http http, const std::string& listener);
  // What happens, and what is done about it. [control]
  Next tell(const Event& event);
  void carry_out(const State& before, const Next& next);
  void open_or_close();
  void latch(const std::string& flag);
  void begin_run();
  [[nodiscard]] Run new_run() const;
  [[nodiscard]] Beside beside() const;
  void note_result(const State& before);
  void put_record_of(const State& before);
  void recorded(const spark::Recorded& how);
  void answer_order(uint64_t order, bool is_recorded);
  void tick(uint32_t missed);
  void drain(int64_t now_ms);
  [[nodiscard]] std::string digests_now() const;
  void pin_models();
  bool model_changes();
  void model_promoted(const std::string& plugin);
  void exported(bool all_written);
  void watch_flag();
  void watch_alerts();
  [[nodiscard]] std::vector<spark::Fact> firing_alerts() const;
  [[nodiscard]] bool is_clock_driven() const;

  // What others see. [control]
  void show();
  void publish();
  [[nodiscard]] spark::Reply outcome(const Next& next) const;
  [[nodiscard]] std::string status_document(int64_t now_ms) const;
  [[nodiscard]] Preflight look_before(int64_t now_ms) const;
  [[nodiscard]] int64_t pace(int64_t& last_ms);
  [[nodiscard]] const Plan* plan_named(const std::string& name) const;
  [[nodiscard]] std::string plan_names() const;
  [[nodiscard]] std::string refusal_of_start(Mode mode) const;
  [[nodiscard]] std::optional<spark::Reply> refusal_of_lineage(const spark::Request& asked) const;
  [[nodiscard]] std::vector<std::string> warnings_before() const;
  [[nodiscard]] std::vector<std::string> warnings() const;
  [[nodiscard]] PhaseResult result_now() const;

  // The disk. [control]
  void keep(uint32_t missed);
  void keep_counts();
  void keep_recent();
  void restore();
  void restore_recent();
  void restore_times();
  [[nodiscard]] std::string bytes_of_run() const;
  void read_run(const std::string& bytes);

  const spark::Host host_;
  const std::string name_, promoter_;
  const spark::Clock clock_;
  const spark::Log log_;
  const spark::Metrics metrics_;
  const spark::Facts facts_;
  const spark::Evidence evidence_;
  const spark::Durable durable_;
  const spark::Timers timers_;
  spark::Pace pace_;  // of counts that are put on the disk
  const spark::Pins pins_;
  const Choice choice_;
  const std::vector<std::string> also_safe_, alerts_, psi_alerts_;
  std::vector<Plan> plans_;
  std::map<Kind, spark::Gauge> state_gauges_;
  std::map<Test, spark::Gauge> evidence_gauges_;
  const spark::Gauge weight_gauge_, split_gauge_, phase_gauge_;

  // [control]; builder while nothing serves.
  Exports exports_;
  AlertFacts alert_facts_{facts_, clock_};
  Crashes crashes_;
  Course course_{Plan{}};
  History recent_;              // pairs of the two models that serve, whether or not a canary runs
  std::string recent_of_;       // their digests
  int64_t recent_kept_ms_ = 0;  // by the event clock
  Run run_;
  Preflight last_preflight_;  // since the object was made; without its document and record
  PhaseTimes times_;
  bool is_handed_over_ = false, is_common_ = false;
  int64_t drained_ = 0;      // the number of the last slot that was taken
  bool was_closed_ = false;  // the flag was safe at the last tick, and should not have been
  int64_t preflight_at_ms_ = 0, dry_run_at_ms_ = 0;  // by the steady clock
  std::vector<std::string> warned_;                  // that are in the log
  std::string told_sha256_;                          // that the facts are about
  std::vector<spark::Pin> pinned_;
  std::set<std::string> firing_;   // names of alerts, at the last tick
  std::deque<uint64_t> appended_;  // orders of the records that wait; 0: of none
  uint64_t rollback_order_ = 0;    // of the abort whose files are being written
};

}  // namespace canary
