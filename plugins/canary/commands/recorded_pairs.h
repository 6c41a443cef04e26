// Pairs of recorded requests, from the rows that `sparkctl rows export --format json` prints.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "../dry_run.h"
#include "../plan.h"
#include "spark/tool/result.h"

namespace canary {

struct RecordedPairs {
  std::vector<RecordedPair> pairs;  // by their times, when it is ordered
  std::string production;           // "v1.8-b0@<sha256>", of the newest pair
  std::string candidate;
  uint64_t rows = 0;
  uint64_t no_pairs = 0;  // one of the models was not asked, or the client was answered with 4xx
  uint64_t other_models = 0;  // of models that are not those of the newest pair
  int64_t lost = 0;           // rows that the log had no room for
};

// Takes the text piece by piece.
class PairReader {
 public:
  // `place` names the text in errors. Two scores match that differ by less than `match_below`.
  PairReader(std::string place, const Plan& plan, double match_below)
      : place_(std::move(place)), plan_(plan), match_below_(match_below) {}

  // The error names the row.
  spark::tool::Result<void> add(std::string_view text);
  // Keeps the pairs of the newest one's models, in the order of their times.
  spark::tool::Result<RecordedPairs> finish();

 private:
  spark::tool::Result<void> add_row(std::string_view line);

  struct Models {
    std::string production, candidate;
    friend bool operator==(const Models&, const Models&) = default;
  };
  const std::string place_;
  const Plan plan_;
  const double match_below_;
  std::string rest_;  // of a line that is cut off
  RecordedPairs found_;
  std::vector<Models> models_;     // that there were
  std::vector<size_t> models_of_;  // of each pair
};

}  // namespace canary
