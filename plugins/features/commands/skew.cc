#include "skew.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>
#include <map>

#include "spark/abi.h"

namespace spark::skew {
namespace {

constexpr size_t no_name = SIZE_MAX;

bool same_bits(double a, double b) {
  if (std::isnan(a) || std::isnan(b)) return std::isnan(a) && std::isnan(b);
  return std::bit_cast<uint64_t>(a) == std::bit_cast<uint64_t>(b);
}

// Doubles in their order as whole numbers in their order; -0.0 is the one below 0.0.
int64_t ordinal(double value) {
  const auto bits = std::bit_cast<int64_t>(value);
  return bits >= 0 ? bits : std::numeric_limits<int64_t>::min() - bits - 1;
}

// One pass over a recording.
class Pass {
 public:
  Pass(const Recording& recording, const Span& span, std::span<const std::string> names)
      : recording_(recording), span_(span), values_(names.size()), dropped_(recording.logs.size()) {
    found_.from_ms = span.from_ms;
    found_.to_ms = span.to_ms;
    for (const FeatureList& list : recording.lists) {
      std::vector<size_t>& places = places_.emplace_back();
      for (const Listed& listed : list) {
        const auto name = std::find(names.begin(), names.end(), listed.name);
        places.push_back(name == names.end() ? no_name : static_cast<size_t>(name - names.begin()));
        if (name == names.end()) note_unknown(listed.name);
      }
    }
  }

  void take(const Recorded& row, const Recompute& recompute) {
    if (row.is_recorded) count_dropped(row);
    if (!row.has_input) return;  // the stage had nothing to compute from
    const bool is_asked = row.is_recorded && row.at_ms >= span_.from_ms && row.at_ms < span_.to_ms;
    if (!row.has_time) {
      if (is_asked) ++found_.without_time;
      return;
    }
    recompute(row, values_);
    ++found_.replayed;
    const auto known = since_.emplace(row.snapshot.symbol, row.at_ms).first;
    if (is_asked) judge(row, known->second <= row.at_ms - span_.warm_ms);
  }

  Found finish() {
    for (auto& [name, feature] : features_) found_.features.push_back(std::move(feature));
    return std::move(found_);
  }

 private:
  void note_unknown(const std::string& name) {
    auto& unknown = found_.unknown;
    if (std::find(unknown.begin(), unknown.end(), name) == unknown.end()) unknown.push_back(name);
  }

  // The count of a log begins anew with each plugin object.
  void count_dropped(const Recorded& row) {
    std::optional<int64_t>& before = dropped_[row.log];
    const int64_t known = before && *before <= row.dropped ? *before : 0;
    if (before && row.dropped > known) {
      found_.dropped += static_cast<uint64_t>(row.dropped - known);
      lossy_until_ms_ = std::max(lossy_until_ms_, row.at_ms + span_.warm_ms);
    }
    before = row.dropped;
  }

  void judge(const Recorded& row, bool is_warm) {
    const FeatureList& list = recording_.lists[row.list];
    bool is_compared = false;
    bool lacks_history = false;
    bool lacks_rows = false;
    const bool is_lossy = row.at_ms < lossy_until_ms_;
    for (size_t i = 0; i < list.size(); ++i) {
      const size_t place = places_[row.list][i];
      if (place == no_name || (row.seen >> i & 1U) == 0) continue;
      const double recorded = recording_.values[row.first_value + i];
      if (!is_warm && std::isnan(values_[place]) && !std::isnan(recorded)) {
        lacks_history = true;
        continue;
      }
      if (is_lossy && !same_bits(recorded, values_[place])) {
        lacks_rows = true;
        continue;
      }
      is_compared = true;
      add(list[i].name, row, recorded, values_[place]);
    }
    for (size_t role = 0; role < roles; ++role) {
      if (row.status[role] != SPARK_STATUS_NOT_READY || !is_all_known(row, role)) continue;
      is_compared = true;
      ++found_.unready;
      // A model that was given a row says so for reasons of its own.
      if (was_given(row, role) || !is_ready(row, role)) continue;
      ++(is_lossy ? found_.after_loss : found_.unlike_ready);
    }
    if (is_compared) ++found_.rows;
    if (lacks_history) ++found_.without_history;
    if (lacks_rows) ++found_.after_loss;
  }

  void add(const std::string& name, const Recorded& row, double recorded, double recomputed) {
    FeatureSkew& feature = features_[name];
    feature.name = name;
    ++feature.values;
    if (same_bits(recorded, recomputed)) return;
    ++feature.differing;
    const Distance apart = distance(recorded, recomputed);
    feature.most.ulps = std::max(feature.most.ulps, apart.ulps);
    feature.most.absolute = std::max(feature.most.absolute, apart.absolute);
    if (!feature.first_ms || row.at_ms < *feature.first_ms) feature.first_ms = row.at_ms;
  }

  template <class Holds>
  bool all_of(const Recorded& row, size_t role, Holds holds) const {
    const FeatureList& list = recording_.lists[row.list];
    for (size_t i = 0; i < list.size(); ++i)
      if (list[i].is_of[role] && !holds(i, places_[row.list][i])) return false;
    return true;
  }
  bool is_all_known(const Recorded& row, size_t role) const {
    return all_of(row, role, [](size_t, size_t place) { return place != no_name; });
  }
  bool was_given(const Recorded& row, size_t role) const {
    return all_of(row, role, [&](size_t i, size_t) { return (row.seen >> i & 1U) != 0; });
  }
  bool is_ready(const Recorded& row, size_t role) const {
    return all_of(row, role, [&](size_t, size_t place) { return !std::isnan(values_[place]); });
  }

  const Recording& recording_;
  const Span span_;
  std::vector<std::vector<size_t>> places_;  // by list and feature: of the recomputed value
  std::vector<double> values_;
  std::vector<std::optional<int64_t>> dropped_;  // by log
  std::map<std::string, int64_t> since_;         // by symbol: event time of its first row
  int64_t lossy_until_ms_ = INT64_MIN;  // event time: histories before it reach over a loss
  std::map<std::string, FeatureSkew> features_;
  Found found_;
};

}  // namespace

Distance distance(double recorded, double recomputed) {
  if (std::isnan(recorded) && std::isnan(recomputed)) return {};
  if (std::isnan(recorded) || std::isnan(recomputed))
    return {UINT64_MAX, std::numeric_limits<double>::infinity()};
  const int64_t a = ordinal(recorded), b = ordinal(recomputed);
  const auto low = static_cast<uint64_t>(std::min(a, b));
  return {static_cast<uint64_t>(std::max(a, b)) - low, std::abs(recorded - recomputed)};
}

uint64_t Found::differing() const {
  uint64_t sum = 0;
  for (const FeatureSkew& feature : features) sum += feature.differing;
  return sum;
}

Verdict Found::verdict() const {
  if (differing() + unlike_ready > 0) return Verdict::differs;
  const bool is_all_there = dropped == 0 && without_history == 0 && without_time == 0;
  return rows > 0 && is_all_there ? Verdict::equal : Verdict::inconclusive;
}

uint64_t lost_at_the_end(const LogEnd& end, const Loss& loss) {
  if (end.received_ms > loss.to_ms) return 0;
  const int64_t known = end.received_ms < loss.since_ms ? 0 : end.dropped;
  return static_cast<uint64_t>(std::max<int64_t>(loss.dropped - known, 0));
}

Found compare(Recording& recording, const Span& span, std::span<const std::string> names,
              const Recompute& recompute) {
  std::sort(recording.rows.begin(), recording.rows.end(), [](const auto& a, const auto& b) {
    return std::pair(a.received_ms, a.sequence) < std::pair(b.received_ms, b.sequence);
  });
  Pass pass(recording, span, names);
  for (const Recorded& row : recording.rows) pass.take(row, recompute);
  return pass.finish();
}

}  // namespace spark::skew
