// The plugin object: the switch, the settings, and the counts of all lineages and workers.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>

#include "admit.h"
#include "compare.h"
#include "counted.h"
#include "spark/clock.h"
#include "spark/durable.h"
#include "spark/facts.h"
#include "spark/flag.h"
#include "spark/handover.h"
#include "spark/http.h"
#include "spark/lineages.h"
#include "spark/log.h"
#include "spark/metrics.h"
#include "spark/models.h"
#include "spark/plugin.h"
#include "spark/timer.h"
#include "tally_stage.h"
#include "untallied.h"
#include "watched_pairs.h"

namespace shadow {

inline constexpr const char* match_rate_help =
    "Matches among the pairs of the last ten minutes, as a ratio";

class Shadow : public spark::Plugin {
 public:
  static constexpr const char* summary = "Asks a candidate beside production and compares the two";
  static constexpr spark::Param params[] = {
      {.name = "sample",
       .type = spark::ParamType::ratio,
       .fallback = "100%",
       .doc = "Share of requests for which the candidate is asked"},
      {.name = "match_threshold",
       .type = spark::ParamType::f64,
       .fallback = "0.05",
       .min = 0,
       .max = 1,
       .doc = "Two scores match if they differ by less than this"},
      {.name = "listener",
       .type = spark::ParamType::string,
       .fallback = "executor",
       .doc = "The listener of the /shadow routes"},
  };
  using Stages = spark::Types<Admit, Compare, TallyStage>;

  Shadow(spark::Host host, const spark::Config& config);

  static constexpr const char* durable_schemas[] = {WatchedPairs::schema};

  void act();   // [control]
  void rest();  // [control]

  // The state that an exchange of plugin objects keeps. The switch is a flag, which stays anyway.
  // [builder]
  static constexpr const char* state_schema = "shadow.tallies/4";
  void save(spark::ByteWriter& out) const;
  void load(spark::ByteReader& in);
  void merge(spark::ByteReader& before, spark::ByteReader& after);

  // Routes. [control]
  spark::Reply report(const spark::Request& request);
  spark::Reply disable(const spark::Request& request);
  spark::Reply enable(const spark::Request& request);

  // Of the primary lineage, over the last ten minutes; NaN without pairs. [control, jobs]
  [[nodiscard]] double match_rate_recent() const;
  [[nodiscard]] double is_enabled() const { return enabled.get() != 0 ? 1 : 0; }  // [jobs]

  const uint32_t workers;
  const double sample;
  const double match_threshold;
  const uint64_t sample_step;
  const spark::Flag enabled;
  const spark::Clock clock;
  const spark::Log log;
  const spark::Metrics metrics;
  const spark::Lineages lineages;
  const spark::Models models;
  CountedLineages counted{workers, clock, lineages};
  Untallied untallied;
  WatchedPairs pairs;

 private:
  void look(uint32_t missed);
  using ToldSubjects = std::map<std::pair<std::string, std::string>, spark::Subject>;
  void publish(int64_t now_ms);
  void tell_basis(const WatchedPairs::Told& pair, int64_t now_ms, ToldSubjects& told);
  void tell_switch();
  void add_routes(spark::Http http, const std::string& listener);
  [[nodiscard]] spark::Reply state() const;
  [[nodiscard]] bool serves(std::string_view lineage) const;
  [[nodiscard]] spark::Reply unknown_lineage(std::string_view asked) const;

  const spark::Facts facts_;
  const spark::Timers timers_;
  // [control], [builder] while nothing acts
  bool is_handed_over_ = false;
  int64_t told_minute_ = 0;
  ToldSubjects told_;  // by lineage and name
  bool is_full_told_ = false;
};

}  // namespace shadow
