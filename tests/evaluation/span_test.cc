// Which rows may be judged: times, the training span, and the reasons why a row is passed over.
#include "eval_span.h"

#include <cmath>
#include <limits>

#include "eval_rows.h"
#include "support/catch.h"

using namespace eval;

TEST_CASE("times are days or seconds of UTC, and nothing else") {
  CHECK(time_ms("1970-01-01") == 0);
  CHECK(time_ms("2024-02-29") == 1'709'164'800'000);
  CHECK(time_ms("2024-03-01T06:30:05Z") == 1'709'274'605'000);
  CHECK(time_text(1'709'274'605'999) == "2024-03-01T06:30:05Z");
  for (const char* wrong :
       {"", "2024", "2023-02-29", "2024-13-01", "2024-03-00", "2024-3-1", "2024/03/01",
        "2024-03-01 06:30:05", "2024-03-01T24:00:00Z", "2024-03-01T06:60:00Z",
        "2024-03-01T06:30:05", "2024-03-01T06:30:05+1", "1969-12-31", "2024-03-0x"}) {
    INFO(wrong);
    CHECK(!time_ms(wrong));
  }
}

TEST_CASE("a row touches the training span with its time, its label or the embargo") {
  const TrainingSpan training{1'000'000, 2'000'000, 100'000};
  struct Case {
    int64_t ts_ms;
    bool touches;
  };
  for (const Case& c : {Case{839'999, false},  // label known 60 s later, 1 ms before the embargo
                        {840'000, true},
                        {1'500'000, true},
                        {2'100'000, true},
                        {2'100'001, false}}) {
    INFO(c.ts_ms);
    CHECK(touches(training, c.ts_ms, 60'000) == c.touches);
  }
  CHECK(first_clear_ms(training) == 2'100'001);
}

TEST_CASE("each row that is not judged is counted once, with its reason") {
  using training::Label;
  constexpr double none = std::numeric_limits<double>::quiet_NaN();
  training::Dataset data;
  data.names = {"a", "b"};
  for (int64_t i = 0; i < 6; ++i) {
    data.ts_ms.push_back(i * 60'000);
    data.mids.push_back(1);
    data.values.insert(data.values.end(), {static_cast<double>(i), 10.0 + static_cast<double>(i)});
  }
  const training::Labels labels{
      {Label::hit, Label::miss, Label::unknown, Label::hit, Label::miss, Label::hit}, {}};
  const std::vector<double> scores = {0.1, 0.2, 0.3, none, 0.5, 0.6};
  const std::vector<double> persistence = {0.5, none, 0.5, 0.5, 0.5, 0.25};
  const JudgedRows judged = choose(data, labels, scores, persistence, {0, 300'000});
  CHECK(judged.rows == std::vector<size_t>{0, 4});
  CHECK(judged.labels == std::vector<uint8_t>{1, 0});
  CHECK(judged.scores == std::vector<double>{0.1, 0.5});
  CHECK(judged.persistence == std::vector<double>{0.5, 0.5});
  CHECK(judged.scores_of_all[0] == 0.1);
  CHECK(std::isnan(judged.scores_of_all[1]));
  CHECK(judged.passed_over.outside == 1);
  CHECK(judged.passed_over.not_ready == 1);
  CHECK(judged.passed_over.unlabelled == 1);
  CHECK(judged.passed_over.without_persistence == 1);
  CHECK(choose(data, labels, scores, {}, {}).rows == std::vector<size_t>{0, 1, 4, 5});
  CHECK(columns_of(data, {"b"}) == std::vector<double>{10, 11, 12, 13, 14, 15});
}
