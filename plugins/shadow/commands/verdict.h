// The findings of a smoke run, and whether they are good enough. Pure: no clock, no socket.
//
// Nothing is assumed: a request that was not sent is not a success, an answer without a score is a
// failure, and a run in which the model changed half-way speaks for neither of the two.
#pragma once

#include <boost/json/value.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "spark/tool/address.h"
#include "spark/tool/quantiles.h"

namespace spark::smoke {

enum class Target : uint8_t { ml, shadow };

inline constexpr double error_rate_percent_max = 1;   // must stay below
inline constexpr double p95_ms_max = 80;              // must stay below
inline constexpr double match_rate_percent_min = 95;  // of a shadow run's pairs

struct Model {
  std::string version;
  std::optional<std::string> sha256;  // none: a model without an artefact
  bool operator==(const Model&) const = default;
};

// The model in the response of GET /ml/model/info; none if it names no version.
[[nodiscard]] std::optional<Model> model_of(const boost::json::value& info);

struct Found {
  Target target = Target::ml;
  std::string endpoint = "/ml/predict";
  tool::Address at;
  uint64_t requested = 0;
  uint64_t sent = 0;
  uint64_t success = 0;
  uint64_t matches = 0;        // of a shadow run; every success of one is a pair
  uint64_t shadow_errors = 0;  // answered 200 by production, without a score of the candidate's
  double delta_sum = 0;
  double delta_max = 0;
  double duration_s = 0;
  std::string first_failure;
  tool::LatencySummary latency;
  std::optional<Model> model_before;
  std::optional<Model> model_after;

  // Counts one answer. A success is 200 with a score in [0, 1] of the model under test: `score` and
  // its `version` on the ml route, `prediction`, `shadow` and `delta` on the shadow route.
  void add(uint32_t status, std::string_view body);
  void add_failure(std::string_view what);  // a request that got no answer
};

struct Criterion {
  std::string name;
  std::string limit;
  std::string value;
  bool pass = false;
};

[[nodiscard]] std::vector<Criterion> judge(const Found& found);
[[nodiscard]] bool passes(const std::vector<Criterion>& criteria);

struct Identity {
  std::string timestamp;  // ISO 8601, UTC
  std::string run_id;
};

// "ml-engine_v1.8-b0_smoke_20240531T235959Z_0123abcd"
[[nodiscard]] std::string run_id(const Found& found, std::string_view utc_compact, uint32_t random);

// Rates in percent, times in ms unless the name says seconds. Besides our own keys those that the
// dashboards and scripts of the system before this one read: config, latency, reliability,
// slo_check.
[[nodiscard]] boost::json::value as_json(const Found& found, const Identity& identity);
[[nodiscard]] std::string as_text(const Found& found, const Identity& identity);

}  // namespace spark::smoke
