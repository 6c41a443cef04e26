// Recorded months through the shipped pipelines: what has drifted shows, what has not does not, and
// a table says how well. At full length December 2023 to May 2024; at a tenth days of February.
#include <cmath>
#include <cstdio>
#include <optional>

#include "end_to_end/alarm_delays.h"
#include "end_to_end/changes.h"
#include "end_to_end/replayed_drift.h"
#include "support/case_count.h"
#include "support/catch.h"

using namespace spark::test;
namespace json = boost::json;

namespace {

constexpr int64_t day = 1'440;

// printf into a text.
template <class... Values>
std::string line(const char* format, Values... values) {
  char text[256];
  const int size = std::snprintf(text, sizeof text, format, values...);
  return {text, static_cast<size_t>(std::max(size, 0))};
}

std::optional<double> number(const json::value& value) {
  if (value.is_null()) return {};
  return value.to_number<double>();
}

std::string shown(std::optional<double> value, const char* format = "%.3f") {
  return value ? line(format, *value) : "-";
}

bool is_skipped() {
  if (!market_data().empty()) return false;
  WARN("skipped: no market data; set SPARK_DATA_DIR to the folder that holds btcusdt_1m/");
  return true;
}

std::vector<spark::market::Snapshot> months(const std::vector<std::string>& names) {
  std::vector<std::filesystem::path> files;
  for (const std::string& name : names) files.push_back(file_of_month(name));
  return minutes_of_files(files);
}

// What the host said at the end of a day of event time.
struct DayFigures {
  std::optional<double> mid, raw_score, own_score, own_overall;
  bool is_complete = false;
};

struct Figures {
  std::map<int64_t, DayFigures> days;  // since 1970
  json::value first, own;              // snapshots at the end
  std::vector<DriftEvent> events;
  std::map<std::string, std::vector<double>> quiet_week;  // of v1.8.2's features
};

Figures replay(DriftReplay& host, const std::vector<spark::market::Snapshot>& minutes) {
  Figures figures;
  for (const auto& minute : minutes) {
    host.send(minute);
    const int64_t number_of = minute.ts_ms / 60'000;
    if (number_of % day != day - 1) continue;
    DayFigures& of = figures.days[number_of / day];
    figures.first = host.snapshot(first_weights);
    figures.own = host.snapshot(own_features);
    const auto raw = host.snapshot(raw_price);
    of.mid = number(figures.first.at("features").at("mid").at("psi"));
    of.raw_score = number(raw.at("score").at("psi"));
    of.own_score = number(figures.own.at("score").at("psi"));
    of.own_overall = number(figures.own.at("overall_psi"));
    of.is_complete = figures.own.at("overall_status").as_string() != "inconclusive";
    // The week is one of the model's training, in which nothing was moved, where that is replayed.
    if (figures.quiet_week.empty() && of.is_complete)
      figures.quiet_week = host.week_of(own_features);
  }
  figures.events = host.events();
  return figures;
}

// The largest value that a figure had at the end of a day with complete windows.
double largest(
    const Figures& figures, std::optional<double> DayFigures::*of,
    const std::function<bool(int64_t)>& is_counted = [](int64_t) { return true; }) {
  double most = 0;
  for (const auto& [number_of, each] : figures.days)
    if (each.is_complete && is_counted(number_of)) most = std::max(most, (each.*of).value_or(0));
  return most;
}

double median(const Figures& figures, std::optional<double> DayFigures::*of) {
  std::vector<double> all;
  for (const auto& [number_of, each] : figures.days)
    if (each.is_complete) all.push_back((each.*of).value_or(0));
  REQUIRE_FALSE(all.empty());
  std::sort(all.begin(), all.end());
  return all[all.size() / 2];
}

// Whether a shock of v1.8.2 began within the week before the day's end.
bool is_near_shock(const Figures& figures, int64_t number_of) {
  return std::any_of(figures.events.begin(), figures.events.end(), [&](const DriftEvent& event) {
    const int64_t ago = number_of - event.minute / day;
    return event.kind == "shock" && event.model == "predict-vol-production" && ago >= 0 && ago <= 7;
  });
}

std::string table_of_days(const Figures& figures) {
  std::string text =
      "7-day PSI     mid, v1.8-b0  score, raw price  score, v1.8.2  overall, v1.8.2\n";
  for (const auto& [number_of, of] : figures.days) {
    const auto& last = figures.days.rbegin()->first;
    if (!of.is_complete || (last - number_of) % (is_full_soak() ? 15 : 3) != 0) continue;
    text += time_text(number_of * day).substr(0, 10) +
            line("%14s%18s%15s%17s\n", shown(of.mid).c_str(), shown(of.raw_score).c_str(),
                 shown(of.own_score).c_str(), shown(of.own_overall).c_str());
  }
  return text;
}

// Of one series: alarms by month, the calibration, delays.
std::string table_of_alarms(const Figures& figures, const std::filesystem::path& artefact,
                            const std::vector<std::string>& features) {
  const auto reference = drift::load_reference(artefact, features);
  REQUIRE(reference.has_value());
  std::string text =
      "v1.8.2           alarms in 90 d, blocks of 1 and 5 days, at one and at four  hours to 0.5, "
      "1, 2 sigma   false alarms and shocks\n";
  const auto& all = figures.own.at("features").as_object();
  for (size_t i = 0; i <= features.size(); ++i) {
    const bool is_score = i == features.size();
    const std::string name = is_score ? "score" : features[i];
    const json::value& series = is_score ? figures.own.at("score") : all.at(name);
    const json::value& alarm = series.at("alarm");
    if (!alarm.as_object().contains("threshold_ln") || alarm.at("threshold_ln").is_null()) continue;
    const double threshold = std::exp(alarm.at("threshold_ln").to_number<double>());
    std::string delays;
    std::optional<double> longer;
    for (const double shift : {0.5, 1.0, 2.0}) {
      const auto hours =
          hours_to_alarm(reference->series[i], threshold, figures.quiet_week.at(name), shift);
      if (longer) CHECK(hours.value_or(1e9) <= *longer);
      longer = hours;
      delays += line("%8s", shown(hours, "%.1f").c_str());
    }
    if (is_full_soak()) {  // a tenth calibrates with too few replicates
      CHECK(alarm.at("blocks_agree").as_bool());
      CHECK(alarm.at("alarms").to_number<uint64_t>() <= 4);  // two are promised in six months
    }
    const auto one = number(alarm.at("alarms_in_90d_1_day_blocks"));
    const auto five = number(alarm.at("alarms_in_90d_5_day_blocks"));
    const auto often = number(alarm.at("compared_1_day_blocks"));
    const auto often_five = number(alarm.at("compared_5_day_blocks"));
    text += line("%-16s%11s%6s%8s%6s  %-8s%s%10llu%8llu\n", name.c_str(),
                 shown(one, "%.2f").c_str(), shown(five, "%.2f").c_str(),
                 shown(often, "%.2f").c_str(), shown(often_five, "%.2f").c_str(),
                 alarm.at("blocks_agree").as_bool() ? "agree" : "DIFFER", delays.c_str(),
                 static_cast<unsigned long long>(alarm.at("alarms").to_number<uint64_t>()),
                 static_cast<unsigned long long>(alarm.at("shocks").to_number<uint64_t>()));
  }
  return text;
}

std::string alarms_by_month(const Figures& figures, const std::string& model) {
  std::map<std::string, int> counts;
  for (const auto& [number_of, of] : figures.days) counts[time_text(number_of * day).substr(0, 7)];
  for (const DriftEvent& event : figures.events)
    if (event.model == model && event.kind == "alarm")
      ++counts[time_text(event.minute).substr(0, 7)];
  std::string text;
  for (const auto& [month, count] : counts) text += " " + month + ": " + std::to_string(count);
  return text;
}

std::string list_of(const Figures& figures, const std::string& model, const std::string& kind) {
  std::map<std::string, std::string> by_series;
  for (const DriftEvent& event : figures.events)
    if (event.model == model && event.kind == kind)
      by_series[event.series] += " " + time_text(event.minute).substr(5, 11);
  std::string text;
  for (const auto& [series, times] : by_series) text += "  " + series + ":" + times + "\n";
  return text.empty() ? "  none\n" : text;
}

}  // namespace

TEST_CASE("recorded months: what drifted shows, and what did not raises no alarm") {
  if (is_skipped()) return;
  const TemporaryFolder folder;
  auto minutes = is_full_soak()
                     ? months({"2023-12", "2024-01", "2024-02", "2024-03", "2024-04", "2024-05"})
                     : months({"2024-02"});
  if (!is_full_soak()) minutes = {minutes.begin() + 4 * day, minutes.begin() + 13 * day};
  const std::vector<std::string> known = {"2023-12", "2024-01"};
  DriftReplay host(
      trained_on_raw_price(folder.path(), {known.begin() + (is_full_soak() ? 0 : 1), known.end()}),
      is_full_soak() ? 100 : 4);
  const auto begun = std::chrono::steady_clock::now();
  const Figures figures = replay(host, minutes);
  const double seconds =
      std::chrono::duration<double>(std::chrono::steady_clock::now() - begun).count();

  const auto in_quiet = [&](int64_t number_of) { return !is_near_shock(figures, number_of); };
  const double mid = largest(figures, &DayFigures::mid);
  const double raw = largest(figures, &DayFigures::raw_score);
  const double own = largest(figures, &DayFigures::own_score);
  const double usual_own = median(figures, &DayFigures::own_score);
  const double overall = largest(figures, &DayFigures::own_overall, in_quiet);
  CHECK(mid > (is_full_soak() ? 5 : 1));  // leaves 0.3 far behind
  CHECK(figures.first.at("score").at("psi").is_null());
  CHECK(text_of(figures.first.at("score").at("status")) == "inconclusive");
  CHECK(text_of(figures.first.at("score").at("reason")) == "constant");
  CHECK(usual_own < 0.1);
  CHECK(own < 0.2);
  CHECK(raw > 3 * own);
  CHECK(overall < 0.2);

  std::vector<std::string> features;
  for (const auto& [name, column] : figures.own.at("features").as_object())
    features.emplace_back(name);
  const std::string text =
      line("drift: %llu requests of %lld days in %.0f s\n\n",
           static_cast<unsigned long long>(host.sent()),
           static_cast<long long>(figures.days.size()), seconds) +
      table_of_days(figures) +
      line(
          "\nlargest: mid of v1.8-b0 %.2f; score of the model of raw prices %.2f, of v1.8.2 %.3f "
          "(median %.3f); overall of v1.8.2 outside of weeks with a shock %.3f\n\n",
          mid, raw, own, usual_own, overall) +
      table_of_alarms(figures, source("configs/models/v1.8.2"), features) +
      "\nalarms of v1.8.2, by month" + alarms_by_month(figures, "predict-vol-production") + "\n" +
      list_of(figures, "predict-vol-production", "alarm") + "shocks of v1.8.2\n" +
      list_of(figures, "predict-vol-production", "shock") + "shocks of v1.8-b0\n" +
      list_of(figures, "candidate", "shock");
  report_figures("drift-replay", text);
}
