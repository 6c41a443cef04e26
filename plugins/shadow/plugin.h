// The plugin object: the switch, the settings, and what all workers have counted.
#pragma once

#include <atomic>
#include <optional>
#include <string>
#include <vector>

#include "admit.h"
#include "compare.h"
#include "spark/clock.h"
#include "spark/flag.h"
#include "spark/http.h"
#include "spark/metrics.h"
#include "spark/plugin.h"
#include "tally.h"

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
       .type = spark::ParamType::number,
       .fallback = "0.05",
       .min = 0,
       .max = 1,
       .doc = "Two scores match if they differ by less than this"},
      {.name = "listener",
       .type = spark::ParamType::text,
       .fallback = "executor",
       .doc = "The listener of the /shadow routes"},
  };
  using Stages = spark::Types<Admit, Compare>;

  Shadow(spark::Host host, const spark::Config& config);

  // Routes. [control-thread]
  spark::Reply report(const spark::Request& request);
  spark::Reply disable(const spark::Request& request);
  spark::Reply enable(const spark::Request& request);

  // Over the last ten minutes; NaN without pairs. [any-thread]
  [[nodiscard]] double match_rate_recent() const;

  // The candidate's budget, for the report: that of the compare stage that runs, or until one has
  // run that of the first that was made.
  void compare_made(std::optional<double> budget_ms);
  void compare_runs(std::optional<double> budget_ms);

  const double sample;
  const double match_threshold;
  const uint64_t sample_step;
  const spark::Flag enabled;
  const spark::Clock clock;
  const spark::Metrics metrics;
  std::vector<Tally> tallies;  // one per worker

 private:
  void add_routes(spark::Http http, const std::string& listener);
  [[nodiscard]] spark::Reply state() const;

  std::atomic<double> budget_ms_;  // NaN: none
};

}  // namespace shadow
