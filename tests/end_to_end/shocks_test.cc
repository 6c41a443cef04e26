// Days on which the market fell, through the shipped pipelines: when a shock is seen.
#include "end_to_end/replayed_drift.h"
#include "support/case_count.h"
#include "support/catch.h"

using namespace spark::test;

namespace {

struct FallingDay {
  const char* file;
  const char* day;
  int64_t days;    // of the file that are replayed, from its beginning
  bool must_show;  // within ten minutes
};
constexpr FallingDay falling_days[] = {
    {"2025-10-liquidation", "2025-10-10", 3, true},
    {"2020-03-covid", "2020-03-12", 4, true},
    {"2021-05-19", "2021-05-19", 4, false},
};

// When the fall began, by the price alone: the first minute of the day that is 3 % below that of
// ten minutes before.
std::optional<int64_t> beginning(const std::vector<spark::market::Snapshot>& minutes,
                                 const std::string& day) {
  constexpr size_t back = 10;
  for (size_t i = back; i < minutes.size(); ++i) {
    const int64_t minute = minutes[i].ts_ms / 60'000;
    if (time_text(minute).starts_with(day) && minutes[i].mid <= minutes[i - back].mid * 0.97)
      return minute;
  }
  return {};
}

// The first shock of each series from an hour before `begin` on.
std::map<std::string, int64_t> first_shocks(const DriftReplay& host, const std::string& model,
                                            int64_t begin) {
  std::map<std::string, int64_t> first;
  for (const DriftEvent& event : host.events())
    if (event.kind == "shock" && event.model == model && event.minute >= begin - 60)
      first.try_emplace(event.series, event.minute);
  return first;
}

}  // namespace

TEST_CASE("a falling market is a shock within ten minutes, where its volatility does not hide it") {
  if (market_data().empty()) {
    WARN("skipped: no market data; set SPARK_DATA_DIR to the folder that holds btcusdt_1m/");
    return;
  }
  std::string text;
  for (const FallingDay& each : falling_days) {
    INFO(each.day);
    auto minutes = minutes_of_files(
        {market_data() / "shock_1m" / ("BTCUSDT-1m-shock-" + std::string(each.file) + ".csv.gz")});
    REQUIRE(minutes.size() >= static_cast<size_t>(each.days) * 1'440);
    minutes.resize(static_cast<size_t>(each.days) * 1'440);
    DriftReplay host(source("configs/models/v1.8.3"), is_full_soak() ? 100 : 4);
    for (const auto& minute : minutes) host.send(minute);
    static_cast<void>(host.snapshot(own_features));  // what is left of the last look is told
    const auto begin = beginning(minutes, each.day);
    REQUIRE(begin.has_value());
    text += std::string(each.day) + ": the price began to fall at " +
            time_text(*begin).substr(11, 5) + "\n";
    for (const auto& [model, version] :
         {std::pair("predict-vol-production", "v1.8.2"), std::pair("candidate", "v1.8-b0")}) {
      const auto first = first_shocks(host, model, *begin);
      text += std::string("  ") + version + ": ";
      if (first.empty()) text += "no shock of its inputs";
      std::optional<int64_t> earliest;
      for (const auto& [series, minute] : first) {
        text += series + " " + time_text(minute).substr(5, 11) + "  ";
        earliest = std::min(earliest.value_or(minute), minute);
      }
      text += "\n";
      if (!each.must_show || std::string(version) != "v1.8.2") continue;
      REQUIRE(earliest.has_value());
      CHECK(*earliest <= *begin + 10);
    }
    if (!is_full_soak()) break;
  }
  report_figures("drift-shocks", text);
}
