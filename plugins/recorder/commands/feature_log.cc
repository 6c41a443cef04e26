#include "feature_log.h"

#include <algorithm>
#include <boost/json/serialize.hpp>
#include <cmath>
#include <deque>
#include <tuple>

#include "spark/tool/format.h"
#include "spark/tool/json.h"
#include "time_text.h"

namespace recorder {
namespace {

namespace tool = spark::tool;
namespace json = spark::tool::json;

json::value number_or_null(double value) {
  return std::isfinite(value) ? json::value(value) : json::value(nullptr);
}

// Mean and population deviation, in two passes: a price's square loses digits in one.
std::pair<double, double> moments(const std::deque<std::pair<int64_t, double>>& mids) {
  double sum = 0, squares = 0;
  for (const auto& [at, mid] : mids) sum += mid;
  const auto count = static_cast<double>(mids.size());
  const double mean = sum / count;
  for (const auto& [at, mid] : mids) squares += (mid - mean) * (mid - mean);
  return {mean, std::sqrt(squares / count)};
}

}  // namespace

void FeatureLog::add(const LogRow& row) {
  if (!row.advances || std::isnan(row.input[0]) || (row.code && *row.code >= 400)) return;
  Sample& sample = samples_[row.symbol][row.at_ms / interval_ms_];
  if (std::tie(row.received_ms, row.sequence) < std::tie(sample.received_ms, sample.sequence))
    return;
  sample = {row.received_ms, row.sequence, row.at_ms, row.ts_ms, row.input, {}, 0};
  if (row.at_ms < from_ms_) return;
  const auto is_list = [&row](const std::vector<std::string>& list) {
    return std::equal(list.begin(), list.end(), row.features.begin(), row.features.end(),
                      [](const auto& name, const auto& each) { return name == each.name; });
  };
  auto list = std::find_if(lists_.begin(), lists_.end(), is_list);
  if (list == lists_.end()) {
    list = lists_.emplace(lists_.end());
    for (const LoggedFeature& each : row.features) list->emplace_back(each.name);
  }
  sample.list = static_cast<uint32_t>(list - lists_.begin());
  for (const LoggedFeature& each : row.features)
    sample.values.push_back(each.is_given ? each.value : no_number);
}

std::set<std::string> FeatureLog::symbols() const {
  std::set<std::string> all;
  for (const auto& [symbol, samples] : samples_)
    if (samples.rbegin()->second.at_ms >= from_ms_) all.insert(symbol);
  return all;
}

FeatureLog::Text FeatureLog::text_of(const std::string& symbol, double window_days) const {
  Text made;
  std::vector<std::string> names;  // of all samples, in the order in which they came
  std::string lines;
  std::optional<int64_t> started_ms;
  std::deque<std::pair<int64_t, double>> mids;
  const auto found = samples_.find(symbol);
  for (const auto& [interval, sample] : found == samples_.end() ? Samples() : found->second) {
    mids.emplace_back(sample.at_ms, sample.input[0]);
    while (mids.front().first <= sample.at_ms - stats_ms) mids.pop_front();
    if (sample.at_ms < from_ms_) continue;
    if (!started_ms) started_ms = sample.at_ms;
    json::object derived;
    for (size_t i = 0; i < sample.values.size(); ++i) {
      const std::string& name = lists_[sample.list][i];
      derived[name] = number_or_null(sample.values[i]);
      if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
    }
    json::object raw{{"ts", sample.ts_ms ? json::value(*sample.ts_ms) : json::value(nullptr)}};
    for (size_t i = 0; i < inputs; ++i) raw[input_names[i]] = number_or_null(sample.input[i]);
    const auto [mean, deviation] = moments(mids);
    const json::object line{{"ts", sample.at_ms},
                            {"raw", std::move(raw)},
                            {"derived", std::move(derived)},
                            {"stats", json::object{{"mid_mean_24h", mean},
                                                   {"mid_std_24h", deviation},
                                                   {"sample_count_24h", mids.size()}}}};
    lines.append(json::serialize(line)).append("\n");
    ++made.samples;
  }
  const json::object head{
      {"started", started_ms ? json::value(time_text(*started_ms)) : json::value(nullptr)},
      {"window_days", window_days},
      {"sample_interval_ms", interval_ms_},
      {"features", json::array(names.begin(), names.end())}};
  made.text = "# " + json::serialize(head) + "\n" + lines;
  return made;
}

}  // namespace recorder
