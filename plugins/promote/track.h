// What the plugin keeps of a question, of a lineage, and of an exchange under way.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "gates/promotion.h"
#include "spark/facts.h"
#include "spark/json.h"
#include "spark/metrics.h"
#include "spark/pin.h"
#include "spark/reply.h"

namespace promote {

struct Ask {
  enum class What { look, gates, promote } what = What::look;
  std::string lineage;
  std::optional<spark::Later> later = {};
  std::string approver = {};
  std::string caller = {};
};
// What is known of one lineage. All on [control].
struct Track {
  Promotion promotion;
  Seen seen;
  spark::Pin production_pin, candidate_pin;
  std::string told;  // the verdicts that are on record: "GO NO_GO …"
  uint64_t told_sequence = 0;
  bool has_tried = false;  // to go back
  int64_t tried_ms = 0;
  std::map<std::string, spark::Gauge> gauges;
  std::optional<spark::Subject> fact;
};
// A promotion or a way back under way: one at a time.
struct Busy {
  std::string lineage;
  std::optional<spark::Later> later;
  std::string caller;
};

// The durable values of a lineage: "promotion.predict-vol".
[[nodiscard]] std::string key_of(const char* what, const std::string& lineage);
// What records and files say of a promotion. `standing`: of the approver's name (approvers.h).
[[nodiscard]] spark::Json json_of(const Promotion& promotion, int64_t at_ms,
                                  const std::string& caller, const char* standing);

}  // namespace promote
