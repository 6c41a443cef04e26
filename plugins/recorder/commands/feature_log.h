// The feature log that older tools read: a line of JSON for each sample of one symbol, made of
// recorded rows. Pure.
//
//   # {"started":"2024-05-01T00:00:00Z","window_days":14,"sample_interval_ms":60000,"features":[…]}
//   {"ts":…,"raw":{"ts":…,"mid":…,"spreadBp":…,"vol1m":…,"rsi14":…},"derived":{…},
//    "stats":{"mid_mean_24h":…,"mid_std_24h":…,"sample_count_24h":…}}
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "log_rows.h"

namespace recorder {

inline constexpr int64_t stats_ms = 24LL * 3'600'000;

class FeatureLog {
 public:
  // One sample for each interval from `from_ms` on; earlier rows count in the statistics alone.
  FeatureLog(int64_t from_ms, int64_t interval_ms) : from_ms_(from_ms), interval_ms_(interval_ms) {}

  // Refused requests, and rows without a mid or that move no history, are no samples. Of an
  // interval the row that was answered last is the sample.
  void add(const LogRow& row);

  // The symbols that had samples; "" for rows without one.
  [[nodiscard]] std::set<std::string> symbols() const;

  // The whole text for that symbol, and how many samples it has.
  struct Text {
    std::string text;
    uint64_t samples = 0;
  };
  [[nodiscard]] Text text_of(const std::string& symbol, double window_days) const;

 private:
  struct Sample {
    int64_t received_ms = 0, sequence = 0;
    int64_t at_ms = 0;
    std::optional<int64_t> ts_ms;
    std::array<double, inputs> input{};
    std::vector<double> values;  // as the list has names
    uint32_t list = 0;
  };
  using Samples = std::map<int64_t, Sample>;  // by interval

  const int64_t from_ms_, interval_ms_;
  std::map<std::string, Samples> samples_;
  std::vector<std::vector<std::string>> lists_;  // names of features; few differ
};

}  // namespace recorder
