// Labels: hits and misses by definition, and the time at which each was known.
#include "training/labels.h"

#include <algorithm>
#include <cmath>

#include "support/catch.h"

namespace {

using training::Dataset;
using training::Label;
using training::LabelRule;
using training::Labels;

constexpr int64_t minute_ms = 60'000;
constexpr int64_t start_ms = 1'700'000'000'000 / minute_ms * minute_ms + 59'999;

void add(Dataset& data, int64_t minute, double mid) {
  data.ts_ms.push_back(start_ms + minute * minute_ms);
  data.mids.push_back(mid);
}

Dataset minutes(const std::vector<double>& mids) {
  Dataset data;
  for (size_t i = 0; i < mids.size(); ++i) add(data, static_cast<int64_t>(i), mids[i]);
  return data;
}

std::string text_of(const Labels& labels) {
  std::string text;
  for (const Label one : labels.of)
    text += one == Label::hit ? '+' : one == Label::miss ? '-' : '?';
  return text;
}

std::string labelled(const Dataset& data, const std::string& event, const std::string& horizon,
                     const std::string& reference = "mid") {
  const auto rule = training::label_rule({event, horizon, reference});
  return rule ? text_of(training::label(data, *rule)) : rule.error().text;
}

// A day and more whose returns have the same size but for the minutes from `loud` on.
Dataset calm_then_loud(size_t count, size_t loud, double factor) {
  std::vector<double> mids = {100};
  for (size_t i = 1; i < count; ++i) {
    const double size = 1e-4 * (1 + 0.1 * static_cast<double>(i % 7)) * (i >= loud ? factor : 1);
    mids.push_back(mids.back() * std::exp(i % 2 == 0 ? size : -size));
  }
  return minutes(mids);
}

}  // namespace

TEST_CASE("labels of moves are hits and misses of the price at their horizon") {
  const Dataset data = minutes({100, 101, 101, 100.9, 103});
  CHECK(labelled(data, "up-move", "1min") == "+--+?");
  CHECK(labelled(data, "up-move", "2min") == "+-+??");
  CHECK(labelled(data, "up-move-101bp", "1min") == "---+?");  // 100 to 101 is 100 bp
  CHECK(labelled(data, "up-move-99.9bp", "1min") == "+--+?");
  CHECK(labelled(data, "move-5bp", "1min") == "+-++?");
  CHECK(labelled(data, "move-20bp", "120s") == "+-+??");
}

TEST_CASE("a label whose minute is missing is unknown, and says when it was known otherwise") {
  Dataset data;
  add(data, 0, 100);
  add(data, 1, 101);
  add(data, 3, 102);  // minute 2 is missing
  add(data, 4, 103);
  const Labels labels = training::label(data, *training::label_rule({"up-move", "1min", "mid"}));
  CHECK(text_of(labels) == "+?+?");
  CHECK(labels.known_ms[0] == data.ts_ms[0] + minute_ms);
  CHECK(labels.known_ms[1] == data.ts_ms[1]);
}

TEST_CASE("a label is known when the snapshot came that decided it, however late in its minute") {
  Dataset data;
  for (int64_t i = 0; i < 3; ++i) add(data, i, 100 + static_cast<double>(i));
  data.ts_ms[0] -= 59'000;  // a second into its minute; the next one is its minute's last
  const Labels labels = training::label(data, *training::label_rule({"up-move", "1min", "mid"}));
  CHECK(text_of(labels) == "++?");
  CHECK(labels.known_ms[0] == data.ts_ms[1]);
  CHECK(labels.known_ms[1] == data.ts_ms[2]);
}

TEST_CASE("the volatility label compares the next five minutes with the day's median") {
  const size_t loud = 1'500;
  const Dataset data = calm_then_loud(1'520, loud, 3);
  const std::string text = labelled(data, "rv5-above-median", "5min", "24h");
  // rv5 needs 5 returns and the median 1,433 values of it.
  CHECK(text.find_first_not_of('?') == 5 + 1'432);
  // Minute m + 5 is loud from m = 1,495 on; each of the five minutes may be.
  CHECK(text.substr(loud - 5, 15) == std::string(15, '+'));
  CHECK(text.substr(text.size() - 5) == "?????");
}

TEST_CASE("a volatility that equals its median is a miss") {
  std::vector<double> mids;
  for (size_t i = 0; i < 1'460; ++i) mids.push_back(i % 2 == 0 ? 100 : 101);
  const std::string text = labelled(minutes(mids), "rv5-above-median", "5min", "24h");
  CHECK(text.find('-') != std::string::npos);
  CHECK(std::count(text.begin(), text.end(), '+') == 0);
}

TEST_CASE("a missing minute makes the volatility labels that need it unknown, and no others") {
  Dataset data = calm_then_loud(1'520, 5'000, 1);
  data.ts_ms.erase(data.ts_ms.begin() + 1'500);
  data.mids.erase(data.mids.begin() + 1'500);
  const std::string text = labelled(data, "rv5-above-median", "5min", "24h");
  // The returns of minutes 1,500 and 1,501 are missing, so that rv5 is from 1,500 to 1,505; the
  // minute itself has no row.
  CHECK(text.substr(1'494, 7).find_first_not_of('?') == 0);
  CHECK(text.substr(1'495, 5) == "?????");
  CHECK(text[1'500] != '?');
}

TEST_CASE("targets that are not known are refused with what is") {
  const Dataset none;
  using Catch::Matchers::ContainsSubstring;
  CHECK_THAT(labelled(none, "down-move", "1min"),
             ContainsSubstring("expected the event 'rv5-above-median'"));
  CHECK_THAT(labelled(none, "up-move", "90s"), ContainsSubstring("whole minutes"));
  CHECK_THAT(labelled(none, "up-move", "5m"), ContainsSubstring("found '5m'"));
  CHECK_THAT(labelled(none, "up-move", "1min", "24h"), ContainsSubstring("the reference 'mid'"));
  CHECK_THAT(labelled(none, "rv5-above-median", "5min"), ContainsSubstring("reference '24h'"));
  CHECK_THAT(labelled(none, "rv5-above-median", "1min", "24h"), ContainsSubstring("at least 5min"));
  CHECK_THAT(labelled(none, "up-move-0bp", "1min"), ContainsSubstring("expected the event"));
  CHECK_THAT(labelled(none, "move-1e9bp", "1min"), ContainsSubstring("expected the event"));
}

TEST_CASE("a direction is told from moves beyond a number of basis points") {
  CHECK(training::label_rule({"up-move", "1min", "mid"})->is_direction());
  CHECK_FALSE(training::label_rule({"up-move-10bp", "1min", "mid"})->is_direction());
  CHECK_FALSE(training::label_rule({"rv5-above-median", "5min", "24h"})->is_direction());
}
