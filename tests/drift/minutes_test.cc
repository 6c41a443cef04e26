// Minutes are written by workers, read by others, and go to bytes and back.
#include "minutes.h"

#include <cmath>
#include <thread>

#include "drift/made.h"
#include "spark/error.h"
#include "support/catch.h"

using namespace spark::test;
using drift::Admitted;
using drift::minute_ms;
using drift::Minutes;

namespace {

constexpr int64_t begin = 29'926'800;  // a minute of 2026

Admitted add(Minutes& minutes, const Minutes::Layout& layout, int64_t ts_ms, double a,
             const std::string& symbol = "BTCUSDT") {
  return minutes.add(layout, symbol, ts_ms, ts_ms, row_of(a), score_of(a));
}

drift::ClosedMinutes all(const Minutes& minutes, const Minutes::Layout& as, size_t symbol = 0) {
  return minutes.closed(minutes.symbols().at(symbol), as, 0, INT64_MAX);
}

}  // namespace

TEST_CASE("the last snapshot of a minute stands for it, once a later minute has begun") {
  Minutes minutes(2);
  const auto& layout = minutes.layout(made_subject());
  CHECK(add(minutes, layout, begin * minute_ms, 1) == Admitted::opens);
  CHECK(add(minutes, layout, begin * minute_ms + 500, 2) == Admitted::replaces);
  CHECK(add(minutes, layout, begin * minute_ms + 400, 3) == Admitted::disordered);
  CHECK(all(minutes, layout).size() == 0);  // the open minute is never judged
  CHECK(add(minutes, layout, (begin + 3) * minute_ms, 4) == Admitted::opens);
  const auto closed = all(minutes, layout);
  REQUIRE(closed.size() == 1);
  CHECK(closed.minute[0] == begin);
  CHECK(closed.at(0, 0) == 2);
  CHECK(closed.at(0, 1) == std::exp(2.0));
  CHECK(closed.at(0, 3) == score_of(2));
  CHECK(add(minutes, layout, (begin + 1) * minute_ms, 5) == Admitted::late);
  CHECK(all(minutes, layout).size() == 1);
}

TEST_CASE("a symbol that fell silent has its last minute closed by the clock, once") {
  Minutes minutes(2);
  const auto& layout = minutes.layout(made_subject());
  add(minutes, layout, begin * minute_ms + 59'999, 1);
  minutes.add(layout, "LAGS", begin * minute_ms, (begin + 1) * minute_ms, row_of(2), score_of(2));
  minutes.close_past((begin + 1) * minute_ms + 4'999);
  CHECK(minutes.closed_by_clock() == 0);
  for (int i = 0; i < 2; ++i) minutes.close_past((begin + 1) * minute_ms + 5'000);
  CHECK(minutes.closed_by_clock() == 1);
  REQUIRE(all(minutes, layout).size() == 1);
  CHECK(all(minutes, layout).at(0, 0) == 1);
  CHECK(all(minutes, layout, 1).size() == 0);
  CHECK(add(minutes, layout, (begin + 1) * minute_ms, 3) == Admitted::opens);
  CHECK(all(minutes, layout).size() == 1);
}

TEST_CASE("symbols are apart, and those beyond the room are said to be") {
  Minutes minutes(2);
  const auto& layout = minutes.layout(made_subject());
  CHECK(add(minutes, layout, begin * minute_ms, 1, "A") == Admitted::opens);
  CHECK(add(minutes, layout, begin * minute_ms, 2, "B") == Admitted::opens);
  CHECK(add(minutes, layout, begin * minute_ms, 3, "C") == Minutes::no_room);
  add(minutes, layout, (begin + 1) * minute_ms, 4, "B");
  CHECK(all(minutes, layout, 0).size() == 0);
  CHECK(all(minutes, layout, 1).at(0, 0) == 2);
}

TEST_CASE("another model finds what it shares with the one before, and not that one's scores") {
  Minutes minutes(1);
  const auto& first = minutes.layout(made_subject("m1"));
  CHECK(&minutes.layout(made_subject("m1")) == &first);
  add(minutes, first, begin * minute_ms, 1);
  auto subject = made_subject("m2");
  subject.features = {"other", "a"};
  const auto& second = minutes.layout(subject);
  CHECK(minutes.newest("m2") == &second);
  const double row[] = {7, 8};
  minutes.add(second, "BTCUSDT", (begin + 1) * minute_ms, (begin + 1) * minute_ms, row, 0.25);
  add(minutes, first, (begin + 2) * minute_ms, 3);

  const auto closed = all(minutes, second);
  REQUIRE(closed.size() == 2);
  CHECK(drift::is_unknown(closed.at(0, 0)));  // nobody gathered it
  CHECK(closed.at(0, 1) == 1);
  CHECK(drift::is_unknown(closed.at(0, 2)));  // another model's score
  CHECK(closed.at(1, 0) == 7);
  CHECK(closed.at(1, 2) == 0.25);
  const auto before = all(minutes, first);
  CHECK(before.at(1, 0) == 8);
  CHECK(drift::is_unknown(before.at(1, 1)));
}

TEST_CASE("eight days stay, and what is older is gone") {
  Minutes minutes(1);
  const auto& layout = minutes.layout(made_subject());
  feed(minutes, layout, begin, slow_series(3, 9 * 1'440));
  const auto closed = all(minutes, layout);
  CHECK(closed.minute.back() == begin + 9 * 1'440 - 2);
  CHECK(closed.size() >= 7 * 1'440);
  CHECK(closed.size() <= 8 * 1'440);
  CHECK(closed.at(closed.size() - 1, 0) == slow_series(3, 9 * 1'440)[9 * 1'440 - 2]);
}

TEST_CASE("minutes go to bytes and back, with all that is in them") {
  Minutes minutes(2);
  auto wide = made_subject("wide");
  for (int i = 0; i < 20; ++i) wide.features.push_back("w" + std::to_string(i));
  const auto& layout = minutes.layout(wide);
  CHECK(minutes.groups() == 2);
  for (int64_t i = 0; i < 400; ++i) {
    std::vector<double> row = row_of(static_cast<double>(i) / 100);
    while (row.size() < wide.features.size()) row.push_back(static_cast<double>(i + 7));
    if (i == 5) row[22] = std::nan("");
    if (i % 7 != 3)
      minutes.add(layout, "B", (begin + i) * minute_ms, (begin + i) * minute_ms, row, 0.5);
  }
  const auto symbol = minutes.symbols().at(0);
  Minutes other(2);
  other.layout(made_subject("someone else"));
  for (uint32_t group = 0; group < 2; ++group)
    other.unpack(minutes.pack(symbol, begin, 400, group));
  const auto& as = other.layout(wide);
  const auto was = all(minutes, layout), is = all(other, as);
  REQUIRE(is.size() == was.size());
  CHECK(is.minute == was.minute);
  for (size_t i = 0; i < was.values.size(); ++i)
    CHECK(std::bit_cast<uint64_t>(is.values[i]) == std::bit_cast<uint64_t>(was.values[i]));
  CHECK(other.symbols().at(0).last_ms == symbol.last_ms);

  Minutes half(1);  // the second group never came
  half.unpack(minutes.pack(symbol, begin, 400, 0));
  CHECK(drift::is_unknown(all(half, half.layout(wide)).at(0, 22)));
}

TEST_CASE("what is there stays when more comes from the disk") {
  Minutes before(1);
  feed(before, before.layout(made_subject()), begin, {1, 2, 3});
  const std::string packed = before.pack(before.symbols().at(0), begin, 360, 0);
  Minutes minutes(1);
  const auto& layout = minutes.layout(made_subject());
  add(minutes, layout, (begin + 1) * minute_ms, 9);
  add(minutes, layout, (begin + 5) * minute_ms, 9);
  minutes.unpack(packed);
  const auto closed = all(minutes, layout);
  CHECK(closed.minute == std::vector<int64_t>{begin, begin + 1, begin + 2});
  CHECK(closed.at(0, 0) == 1);
  CHECK(closed.at(1, 0) == 9);
  CHECK(closed.at(2, 0) == 3);
}

TEST_CASE("damaged bytes are refused and change nothing") {
  Minutes before(1);
  feed(before, before.layout(made_subject()), begin, {1, 2, 3});
  const std::string packed = before.pack(before.symbols().at(0), begin, 360, 0);
  Minutes minutes(1);
  for (size_t size = 0; size < packed.size(); size += 13)
    CHECK_THROWS_AS(minutes.unpack(packed.substr(0, size)), spark::Error);
  CHECK_THROWS_AS(minutes.unpack(packed + "x"), spark::Error);
  CHECK_THROWS_AS(minutes.unpack(std::string(200, '\xff')), spark::Error);
  CHECK(minutes.symbols().empty());
}

TEST_CASE("a reader never sees half of a minute") {
  Minutes minutes(1);
  const auto& layout = minutes.layout(made_subject());
  constexpr int64_t count = 60'000;
  std::thread writer([&] {
    for (int64_t i = 0; i < count; ++i)
      add(minutes, layout, (begin + i) * minute_ms, static_cast<double>(i % 50) / 10);
  });
  uint64_t rows = 0;
  for (int round = 0; round < 20 || rows == 0; ++round) {
    if (minutes.symbols().empty()) continue;
    const auto closed = all(minutes, layout);
    for (size_t row = 0; row < closed.size(); ++row, ++rows) {
      if (closed.at(row, 3) != score_of(closed.at(row, 0))) FAIL("half of a minute");
      if (closed.at(row, 0) != static_cast<double>((closed.minute[row] - begin) % 50) / 10)
        FAIL("another minute's values");
    }
  }
  writer.join();
}
