// What is wrong with recorded rows, and when nothing is.
#include "row_quality_text.h"

#include "log_text.h"
#include "support/catch.h"
#include "support/file_text.h"

using namespace recorder;
using Catch::Matchers::ContainsSubstring;

namespace {

constexpr int hours = 6;
constexpr int of_window = 60 * hours;

Quality quality_of(const std::vector<TextRow>& rows, std::optional<int64_t> from_ms = {},
                   std::optional<int64_t> to_ms = {}) {
  QualityCount count;
  REQUIRE(read_text(text_of(rows), [&](const LogRow& row) { count.add(row); }) == "");
  return count.finish(from_ms, to_ms);
}

std::string joined(const std::vector<std::string>& texts) {
  std::string all;
  for (const std::string& text : texts) all.append(text).append("\n");
  return all;
}

}  // namespace

TEST_CASE("rows of every minute with possible values are good") {
  const Quality quality = quality_of(minutes(of_window));
  INFO(joined(quality.problems));
  CHECK(quality.is_good());
  CHECK(quality.warnings.empty());  // a bias is constant by its nature
  CHECK(quality.rows == of_window);
  CHECK(quality.symbols.at("BTCUSDT").completeness == 1);
  CHECK(quality.sources.at("production.score") == of_window);
  CHECK(quality.models.at("v1@aa") == of_window);
  CHECK_FALSE(quality_of({}).is_good());
}

TEST_CASE("each thing that is wrong with rows is a problem, or a warning, by name") {
  struct Case {
    const char* what;
    void (*spoil)(std::vector<TextRow>&);
    const char* problem;  // "": only the warning
    const char* warning;
  };
  const Case cases[] = {{"a gap of six minutes",
                         [](auto& rows) { rows.erase(rows.begin() + 100, rows.begin() + 106); },
                         "BTCUSDT: a gap of 6 minutes; expected at most 5", ""},
                        {"minutes that are missing here and there",
                         [](auto& rows) {
                           for (int i = 0; i < 4; ++i) rows.erase(rows.begin() + 10 + 50 * i);
                         },
                         "98.89 % of the minutes have a row; expected more than 99.5 %", ""},
                        {"an input that is missing",
                         [](auto& rows) {
                           for (int i = 0; i < 3; ++i) rows[i].spread = "";
                         },
                         "spreadBp: missing in 3 of 360 rows (0.83 %", ""},
                        {"a feature that a model was given as null",
                         [](auto& rows) {
                           for (int i = 0; i < 3; ++i) rows[i].f00 = "";
                         },
                         "ret: missing in 3 of 360 rows", ""},
                        {"an infinite feature", [](auto& rows) { rows[7].f00 = "inf"; },
                         "ret: no finite number in 1 of 360 rows", ""},
                        {"an impossible input", [](auto& rows) { rows[7].mid = "-1"; },
                         "mid: out of range in 1 of 360 rows", ""},
                        {"an input that does not move",
                         [](auto& rows) {
                           for (auto& row : rows) row.mid = "60000";
                         },
                         "mid: the same in all rows, 60000", ""},
                        {"rows that were lost",
                         [](auto& rows) {
                           for (size_t i = 50; i < rows.size(); ++i)
                             rows[i].dropped = i < 200 ? "7" : "2";
                         },
                         "9 rows were lost", ""},
                        {"a clock that is ahead",
                         [](auto& rows) { rows[3].ts = std::to_string(begin_ms * 2 + 4 + 100); },
                         "a time was 100 ms after the host's", ""},
                        {"a feature that does not move",
                         [](auto& rows) {
                           for (auto& row : rows) row.f00 = "0.5";
                         },
                         "", "ret: the same in all rows, 0.5"},
                        {"a row that came twice", [](auto& rows) { rows.push_back(rows.back()); },
                         "", "1 of 361 rows have the time of an earlier one"},
                        {"a row that came late", [](auto& rows) { std::swap(rows[10], rows[11]); },
                         "", "1 of 360 rows came after a later one"},
                        {"a failed request", [](auto& rows) { rows[5].code = "503"; }, "",
                         "1 of 360 requests failed"}};
  for (const Case& each : cases) {
    std::vector<TextRow> rows = minutes(of_window);
    each.spoil(rows);
    const Quality quality = quality_of(rows);
    INFO(each.what << "\n" << joined(quality.problems) << joined(quality.warnings));
    CHECK(quality.is_good() == (*each.problem == '\0'));
    CHECK_THAT(joined(quality.problems), ContainsSubstring(each.problem));
    CHECK_THAT(joined(quality.warnings), ContainsSubstring(each.warning));
  }
}

TEST_CASE(
    "what a model was not given is not missing, and what never was lost before is not of it") {
  std::vector<TextRow> rows = minutes(of_window);
  for (TextRow& row : rows) {
    row.bits = "0";
    row.f00 = row.f01 = "";
    row.dropped = "40";
  }
  const Quality quality = quality_of(rows);
  INFO(joined(quality.problems));
  CHECK(quality.is_good());
  CHECK(quality.features.empty());
}

TEST_CASE("a window that was asked for counts from its first minute to its last, by symbol") {
  std::vector<TextRow> rows = minutes(of_window);
  const int64_t end_ms = begin_ms + of_window * a_minute_ms;
  CHECK(quality_of(rows, begin_ms, end_ms).is_good());
  const Quality late = quality_of(rows, begin_ms - 10 * a_minute_ms, end_ms + 8 * a_minute_ms);
  REQUIRE(late.gaps.size() == 2);
  CHECK(late.gaps[0].from_ms == begin_ms - 10 * a_minute_ms);
  CHECK(late.gaps[0].minutes == 10);
  CHECK(late.gaps[1].minutes == 8);
  TextRow other = rows.front();
  other.symbol = "ETHUSDT";
  rows.push_back(other);
  const Quality two = quality_of(rows);
  CHECK(two.symbols.at("BTCUSDT").longest_gap == 0);
  CHECK(two.symbols.at("ETHUSDT").longest_gap == of_window - 1);
  CHECK_THAT(joined(two.problems), ContainsSubstring("ETHUSDT: a gap of 359 minutes"));
}

TEST_CASE("the report has the keys of its golden list, and says the same to people") {
  std::vector<TextRow> rows = minutes(of_window);
  rows.erase(rows.begin() + 100, rows.begin() + 130);
  rows.push_back(rows.back());
  const Quality quality = quality_of(rows);
  const auto report = quality_json("recorder.predict", quality, "2024-05-02T00:00:00Z");
  const std::string keys = keys_of(report);
  INFO(keys);
  CHECK(keys == spark::test::read_file(SPARK_SOURCE_DIR "/tests/golden/data_quality_report.txt"));
  const std::string text = quality_text("recorder.predict", quality, 80);
  INFO(text);
  for (const char* part : {"BTCUSDT 2024-05-01T01:40:00Z, 30 min", "PROBLEM", "not good", "bias"})
    CHECK_THAT(text, ContainsSubstring(part));
}

TEST_CASE("a text that is no recorder's log is refused with its line") {
  const auto nothing = [](const LogRow&) {};
  CHECK_THAT(read_text("at,score\n", nothing), ContainsSubstring("log, line 1: expected a record"));
  CHECK_THAT(read_text("", nothing), ContainsSubstring("expected a first line"));
  std::vector<TextRow> rows = minutes(3);
  rows[1].mid = "x";
  CHECK_THAT(read_text(text_of(rows), nothing),
             ContainsSubstring("log, line 3: mid: expected a number, found x"));
  const std::string text = text_of(minutes(3));
  CHECK_THAT(read_text(text.substr(0, text.size() - 9), nothing),
             ContainsSubstring("the line is cut off"));
}
