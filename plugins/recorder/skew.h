// The newest recomputation of recorded features: put on record, kept over restarts, and shown as
// series and facts. `sparkctl features skew --record` computes it, since the formulas are another
// plugin's, and sends it here.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "spark/durable.h"
#include "spark/evidence.h"
#include "spark/facts.h"
#include "spark/http.h"
#include "spark/metrics.h"

namespace recorder {

// What was found for the rows with from <= time < to.
struct Found {
  int64_t from_utc_ms = 0;
  int64_t to_utc_ms = 0;
  uint64_t rows = 0;     // that were compared
  uint64_t dropped = 0;  // that are in no file, so that what came after them is not known
  std::string verdict;   // equal, differs or inconclusive
  std::string library;   // digest of the library that recomputed; 64 hex digits
  std::vector<std::pair<std::string, uint64_t>> values;  // by feature: those that differ
};

// "1714521600000 1714608000000 1440 0 equal <64 hex digits> rsi_14=0 spread_bp=0". Pure; nothing
// for a text that is none.
[[nodiscard]] std::string text_of(const Found& found);
[[nodiscard]] std::optional<Found> found_of(std::string_view text);

class Skew {
 public:
  static constexpr const char* schema = "recorder.skew/1";

  Skew(spark::Host host, const std::string& listener);

  void act();                        // [control]
  void rest() { waiting_.reset(); }  // [control]

 private:
  spark::Reply newest(const spark::Request& request) const;
  void take(const spark::Request& request, spark::Later later);
  void recorded(const spark::Recorded& how);
  void show(const Found& found);

  const spark::Metrics metrics_;
  const spark::Durable durable_;
  const spark::Evidence evidence_;
  const spark::Facts facts_;
  const spark::Gauge rows_, dropped_, until_;
  // All on [control].
  std::map<std::string, spark::Gauge> gauges_;  // by feature
  std::optional<Found> newest_;
  Found asked_;
  std::optional<spark::Later> waiting_;
};

}  // namespace recorder
