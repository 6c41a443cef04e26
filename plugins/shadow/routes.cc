// The /shadow routes.
#include <simdjson.h>

#include <algorithm>
#include <string>

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
  http.add<&Shadow::report>(
      *this,
      {.listener = listener.c_str(),
       .path = "/shadow/metrics",
       .doc = "Show how far candidate and production agree; lineage=NAME: of another lineage"});
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

spark::Reply Shadow::report(const spark::Request& request) {
  const auto asked = request.parameter("lineage");
  if (asked && !serves(*asked)) return unknown_lineage(*asked);
  const Counted& one = counted.of(asked ? std::string(*asked) : lineages.primary());
  const Tally::Totals all = one.tallies.totals();
  const uint64_t pairs = all.matches + all.mismatches;
  const double match_rate =
      pairs == 0 ? no_rate : static_cast<double>(all.matches) / static_cast<double>(pairs);
  spark::Json config;
  config.add("enabled", enabled.get() != 0)
      .add("sample", sample)
      .add("timeout_ms", one.budget_ms.load())
      .add("match_threshold", match_threshold);
  spark::Json report;
  report.add("match_rate", match_rate)
      .add("match_rate_10m", one.match_rate_recent())
      .add("total_predictions", pairs)
      .add("matches", all.matches)
      .add("mismatches", all.mismatches)
      .add("errors", all.errors)
      .add("config", config);
  if (const std::string* const why = one.not_compared) report.add("not_compared", *why);
  if (!one.name.empty()) report.add("lineage", one.name);
  return {200, report.text()};
}

bool Shadow::serves(std::string_view lineage) const {
  const auto live = lineages.live();
  return std::any_of(live.begin(), live.end(),
                     [&](const auto& each) { return each.lineage == lineage; });
}

spark::Reply Shadow::unknown_lineage(std::string_view asked) const {
  std::string known;
  for (const auto& each : lineages.live()) {
    if (known.find("'" + each.lineage + "'") != std::string::npos) continue;
    known.append(known.empty() ? "'" : ", '").append(each.lineage).append("'");
  }
  return spark::Reply::error(404, "there is no lineage '" + std::string(asked.substr(0, 64)) +
                                      "'; known: " + (known.empty() ? "none" : known));
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
