// The /shadow routes.
#include <simdjson.h>

#include <limits>

#include "plugin.h"

namespace shadow {
namespace {

// Empty, or a JSON object. Its keys have no meaning here, so a small limit does: reading a body
// keeps the host's control thread.
constexpr size_t body_bytes_max = 4096;

bool well_formed(std::string_view body) {
  if (body.empty()) return true;
  if (body.size() > body_bytes_max) return false;
  simdjson::dom::parser parser;
  simdjson::dom::object object;
  return parser.parse(body.data(), body.size()).get(object) == simdjson::SUCCESS;
}

}  // namespace

void Shadow::add_routes(spark::Http http, const std::string& listener) {
  http.add<&Shadow::report>(*this, {.listener = listener.c_str(),
                                    .path = "/shadow/metrics",
                                    .doc = "Show how far candidate and production agree"});
  http.add<&Shadow::disable>(*this, {.listener = listener.c_str(),
                                     .method = "POST",
                                     .path = "/shadow/disable",
                                     .access = spark::Access::safe,
                                     .flag = enabled.raw(),
                                     .flag_value = 0,
                                     .doc = "Stop asking the candidate, at once"});
  http.add<&Shadow::enable>(*this, {.listener = listener.c_str(),
                                    .method = "POST",
                                    .path = "/shadow/enable",
                                    .access = spark::Access::admin,
                                    .flag = enabled.raw(),
                                    .doc = "Ask the candidate again"});
}

spark::Reply Shadow::report(const spark::Request&) {
  const Tally::Totals all = tallies.totals();
  const uint64_t pairs = all.matches + all.mismatches;
  const double match_rate = pairs == 0
                                ? std::numeric_limits<double>::quiet_NaN()
                                : static_cast<double>(all.matches) / static_cast<double>(pairs);
  spark::Json config;
  config.add("enabled", enabled.get() != 0)
      .add("sample", sample)
      .add("timeout_ms", budget_ms_.load())
      .add("match_threshold", match_threshold);
  return {200, spark::Json()
                   .add("match_rate", match_rate)
                   .add("match_rate_10m", match_rate_recent())
                   .add("total_predictions", pairs)
                   .add("matches", all.matches)
                   .add("mismatches", all.mismatches)
                   .add("errors", all.errors)
                   .add("config", config)
                   .text()};
}

// The host moved the flag when it had read the request's head, before any look at the body.
spark::Reply Shadow::disable(const spark::Request&) {
  return state();
}

spark::Reply Shadow::enable(const spark::Request& request) {
  if (!well_formed(request.body)) {
    return spark::Reply::error(400, "body must be a JSON object of at most 4096 bytes, or empty");
  }
  request.commit();
  enabled.set(1);
  return state();
}

spark::Reply Shadow::state() const {
  const bool on = enabled.get() != 0;
  return {200, spark::Json().add("enabled", on).add("state", on ? "enabled" : "disabled").text()};
}

}  // namespace shadow
