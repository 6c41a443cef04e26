// The plugin object: the switch, the settings, and the counts of all workers.
#pragma once

#include <atomic>
#include <optional>
#include <string>

#include "admit.h"
#include "compare.h"
#include "spark/clock.h"
#include "spark/flag.h"
#include "spark/handover.h"
#include "spark/http.h"
#include "spark/log.h"
#include "spark/metrics.h"
#include "spark/plugin.h"
#include "tallies.h"
#include "tally_stage.h"
#include "untallied.h"

namespace shadow {

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

  // The state that an exchange of plugin objects keeps. The switch is a flag, which stays anyway.
  // [builder]
  static constexpr const char* state_schema = "shadow.tallies/1";
  void save(spark::ByteWriter& out) const { tallies.save(out, clock.now_ns()); }
  void load(spark::ByteReader& in) { tallies.load(in, clock.now_ns()); }
  void merge(spark::ByteReader& before, spark::ByteReader& after) {
    tallies.merge(before, after, clock.now_ns());
  }

  // Routes. [control]
  spark::Reply report(const spark::Request& request);
  spark::Reply disable(const spark::Request& request);
  spark::Reply enable(const spark::Request& request);

  // Over the last ten minutes; NaN without pairs. [any]
  [[nodiscard]] double match_rate_recent() const;

  // The candidate's budget, for the report: of the tally stage that runs, or, until one has run,
  // of the first that was made.
  void tally_made(std::optional<double> budget_ms);
  void tally_runs(std::optional<double> budget_ms);

  const double sample;
  const double match_threshold;
  const uint64_t sample_step;
  const spark::Flag enabled;
  const spark::Clock clock;
  const spark::Log log;
  const spark::Metrics metrics;
  Tallies tallies;
  Untallied untallied;

 private:
  void add_routes(spark::Http http, const std::string& listener);
  [[nodiscard]] spark::Reply state() const;

  std::atomic<double> budget_ms_;  // NaN: none
};

}  // namespace shadow
