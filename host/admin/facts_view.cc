#include "admin/facts_view.h"

#include <boost/json.hpp>
#include <utility>

#include "base/clock.h"
#include "base/plain_json.h"

namespace spark::admin {
namespace {

namespace json = boost::json;

// A basis was checked when it was published. Readers of JSON differ in the numbers that they take.
json::value basis_of(const std::string& text) {
  boost::system::error_code error;
  json::value basis = text.empty() ? json::value() : json::parse(text, error);
  return error ? json::value() : basis;
}

json::value time_of(int64_t utc_ms) {
  return utc_ms == 0 ? json::value() : json::value(base::iso8601_utc(utc_ms));
}

}  // namespace

std::string facts_view(const services::Facts& facts, int64_t now_utc_ms) {
  json::array all;
  for (const auto& fact : facts.list("")) {
    all.push_back({{"name", fact.name},
                   {"subject",
                    {{"pipeline", fact.subject.pipeline},
                     {"model", fact.subject.model},
                     {"sha256", fact.subject.sha256}}},
                   {"value", fact.value},
                   {"unit", fact.unit},
                   {"samples", fact.samples},
                   {"from", time_of(fact.from_utc_ms)},
                   {"to", time_of(fact.to_utc_ms)},
                   {"at", time_of(fact.at_utc_ms)},
                   {"clock", fact.is_event_time ? "event" : "wall"},
                   {"age_ms", services::age_ms(fact, now_utc_ms)},
                   {"basis", basis_of(fact.basis)}});
  }
  return base::plain_json(json::object{{"facts", std::move(all)}});
}

}  // namespace spark::admin
