#include "answers.h"

#include <algorithm>
#include <boost/json/monotonic_resource.hpp>
#include <boost/json/parse.hpp>

#include "spark/tool/format.h"
#include "spark/tool/visible.h"

namespace spark::replay {

namespace json = boost::json;

Judgement judge(uint32_t status, std::string_view body) {
  Judgement out;
  out.status = status;
  if (status != 200 && status != 422) return out;

  unsigned char memory[4096];  // an answer's tree; larger ones spill to the heap
  json::monotonic_resource resource(memory, sizeof memory);
  boost::system::error_code code;
  const json::value value = json::parse(body, code, &resource);
  const json::object* object = code ? nullptr : value.if_object();
  if (status == 422) {
    const json::value* missing = object == nullptr ? nullptr : object->if_contains("missing");
    out.not_ready = missing != nullptr && missing->is_array();
    return out;
  }
  out.readable = object != nullptr;
  if (object == nullptr) return out;

  const json::value* shadow = object->if_contains("shadow");
  out.compared = shadow != nullptr;
  out.pair = shadow != nullptr && shadow->is_number();
  if (!out.pair) return out;
  const json::value* match = object->if_contains("match");
  out.match = match != nullptr && match->is_bool() && match->get_bool();
  const json::value* delta = object->if_contains("delta");
  if (delta != nullptr && delta->is_number()) out.delta = delta->to_number<double>();
  return out;
}

void Tally::add(const Judgement& outcome, double latency_ms, std::string_view body) {
  ++answered;
  ++statuses[outcome.status];
  if (outcome.not_ready) {
    ++not_ready;
    return;
  }
  latencies.record(latency_ms);
  if (!outcome.readable) ++unreadable;
  if ((outcome.status != 200 || !outcome.readable) && first_failure.empty()) {
    first_failure =
        std::to_string(outcome.status) + " " + tool::visible(tool::shortened(body, 200));
  }
  if (!outcome.compared) return;
  if (!outcome.pair) {
    ++no_candidate;
    return;
  }
  ++pairs;
  if (outcome.match) ++matches;
  if (outcome.delta) {
    ++deltas;
    delta_sum += *outcome.delta;
    delta_max = std::max(delta_max, *outcome.delta);
  }
}

uint64_t Tally::failed() const {
  const auto ok = statuses.find(200);
  return answered - (ok == statuses.end() ? 0 : ok->second) - not_ready + unreadable + unanswered;
}

bool Tally::passes() const {
  return failed() == 0 && statuses.contains(200);
}

std::optional<double> Tally::match_rate() const {
  if (pairs == 0) return std::nullopt;
  return static_cast<double>(matches) / static_cast<double>(pairs);
}

}  // namespace spark::replay
