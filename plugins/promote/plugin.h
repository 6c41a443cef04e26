// The plugin object: what is asked, verdicts, promotions and the watches after them. It has no
// stage: it reads facts and records, and exchanges models by the host.
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "approvers.h"
#include "asked_prometheus.h"
#include "gates/alert_history.h"
#include "gates/document.h"
#include "gathering.h"
#include "settings.h"
#include "spark/durable.h"
#include "spark/http.h"
#include "spark/log.h"
#include "spark/metrics.h"
#include "spark/pin.h"
#include "spark/plugin.h"
#include "spark/swap.h"
#include "spark/timer.h"
#include "track.h"

namespace promote {

inline constexpr const char* promotion_schema = "promote.promotion/1";
inline constexpr const char* seen_schema = "promote.seen/2";
inline constexpr const char* alerts_schema = "promote.alerts/1";

class Promote : public spark::Plugin {
 public:
  static constexpr const char* summary =
      "Judges six gates, exchanges production and candidate, and watches what it promoted";
  static constexpr const auto& params = settings;
  static constexpr const char* durable_schemas[] = {promotion_schema, seen_schema, alerts_schema};

  Promote(spark::Host host, const spark::Config& config);

  // What an exchange of plugin objects keeps: that it was no start of the host. [builder]
  static constexpr const char* state_schema = "promote.alerts/1";
  void save(spark::ByteWriter& out) const;
  void load(spark::ByteReader& in);
  void merge(spark::ByteReader& before, spark::ByteReader& after);

  void act();
  void rest();

 private:
  // routes.cc
  void add_routes(spark::Http http, const std::string& listener);
  void gates(const spark::Request& request, spark::Later later);
  void promote(const spark::Request& request, spark::Later later);
  void rollback(const spark::Request& request, spark::Later later);
  [[nodiscard]] std::optional<Roles> roles_of(const spark::Request& request,
                                              const spark::Later& later) const;

  // judging.cc
  void ask(Ask ask);
  void begin_next();
  void judge(spark::Job job);
  void judged(int32_t code, std::string_view text);
  void record_verdict();
  void verdict_recorded(const spark::Recorded& how);
  void answer(uint64_t sequence);
  void end_ask();

  // promoting.cc
  void decide(const Ask& ask, uint64_t sequence);
  void decided(const spark::Recorded& how);
  void swapped(int32_t code, std::string_view text);
  void promoted(const spark::Recorded& how);
  void refuse(const Ask& ask, uint64_t verdict, uint32_t status, const std::string& reason);
  [[nodiscard]] std::string cannot_go_back(const Track& track) const;
  void go_back(Track& track, const std::string& reason, std::optional<spark::Later> later,
               const std::string& caller);
  void went_back(int32_t code, std::string_view text);
  void reply_to_busy(uint32_t status, const std::string& error);

  // watching.cc
  void look(uint32_t missed);
  void look_at_alerts(int64_t now_ms);
  void look_at(Track& track, int64_t now_ms);
  void resume(Track& track);
  void end_watch(Track& track, Phase phase, const std::string& reason);
  void pin(Track& track);
  void pin_broken() {}
  void load_tracks();
  [[nodiscard]] bool has_promoted() const;
  [[nodiscard]] Track& track_of(const std::string& lineage) { return tracks_[lineage]; }

  // telling.cc
  void put_on_record(const char* kind, const Promotion& promotion, const std::string& caller);
  template <auto done>
  void put_on_record(const char* kind, const Promotion& promotion, const std::string& caller);
  void recorded(const spark::Recorded& how);
  void tell(const Judged& judged);
  void set_gauges(Track& track, const Judged& judged, bool is_primary);
  void export_later(const std::string& path, const std::string& bytes);
  void export_log_later();
  void write_exports(spark::Job job);
  void exports_written(int32_t code, std::string_view text);
  void post_exports();

  const std::string name_;  // the key under plugins:
  const int64_t watch_ms_;
  const int64_t judge_every_ms_;
  const std::vector<std::string> psi_alerts_;
  const Approvers approvers_;
  const std::optional<Prometheus> prometheus_;
  const Services services_;
  const spark::Log log_;
  const spark::Jobs jobs_;
  const spark::Timers timers_;
  const spark::Durable durable_;
  const spark::Swaps swaps_;
  const spark::Pins pins_;
  const spark::Metrics metrics_;

  AlertHistory alerts_;  // [control], [builder] while nothing acts
  bool was_handed_over_ = false;
  bool has_acted_ = false;

  // All on [control].
  std::map<std::string, Track> tracks_;
  std::deque<Ask> asks_;  // the first one is under way
  bool is_judging_ = false;
  std::optional<Busy> busy_;
  int64_t kept_minute_ = 0;
  int64_t judged_period_ = 0;                                 // of judge_every
  std::vector<std::pair<std::string, std::string>> exports_;  // path and bytes
  bool is_log_due_ = false;
  bool is_metrics_due_ = false;
  bool is_exporting_ = false;

  // Of the job that judges, between its post and its end.
  Roles judging_roles_;
  AlertsSeen judging_alerts_;
  Judged judged_;
  // Of the job that exports.
  std::vector<std::pair<std::string, std::string>> exporting_;
  bool is_log_exporting_ = false;
  bool is_metrics_exporting_ = false;
};

}  // namespace promote
