#include "spark/market/bars.h"

#include <cmath>
#include <vector>

#include "ctl/near.h"

using namespace spark::market;

namespace {

Bar minute(int64_t number, double close) {
  Bar bar;
  bar.ts_ms = number * minute_ms;
  bar.close = bar.high = bar.low = close;
  return bar;
}

}  // namespace

TEST_CASE("Wilder's RSI agrees with a table computed by hand") {
  // 14 changes of +1 and -1 in turn, so that both averages are 1/2; then +1 and -2.
  //   after +1: gain (13 * 1/2 + 1) / 14 = 7.5/14, loss 6.5/14, RSI 100 * 7.5 / 14
  //   after -2: gain 7.5/14 * 13/14 = 97.5/196, loss (6.5/14 * 13 + 2) / 14 = 112.5/196, RSI 100
  //   * 97.5 / 210
  WilderRsi rsi;
  double close = 100;
  CHECK(!rsi.next(close));
  for (int i = 0; i < 13; ++i) {
    close += i % 2 == 0 ? 1 : -1;
    CHECK(!rsi.next(close));
  }
  CHECK(*rsi.next(close - 1) == Near(50.0));
  CHECK(*rsi.next(close) == Near(100 * 7.5 / 14));
  CHECK(*rsi.next(close - 2) == Near(100 * 97.5 / 210));
}

TEST_CASE("Wilder's RSI agrees with a published example") {
  const std::vector<double> closes = {44.3389, 44.0902, 44.1497, 43.6124, 44.3278, 44.8264, 45.0955,
                                      45.4245, 45.8433, 46.0826, 45.8931, 46.0328, 45.6140, 46.2820,
                                      46.2820, 46.0028, 46.0328, 46.4116, 46.2222, 45.6439};
  const std::vector<double> expected = {70.53, 66.32, 66.55, 69.41, 66.36, 57.97};
  WilderRsi rsi;
  for (size_t i = 0; i < closes.size(); ++i) {
    const auto value = rsi.next(closes[i]);
    INFO("close " << i);
    REQUIRE(value.has_value() == (i >= 14));
    if (value) CHECK(*value == Near(expected[i - 14]).margin(0.06));
  }
}

TEST_CASE("an RSI stays within 0 and 100, and is 50 where nothing moves") {
  struct Case {
    double step, expected;
  };
  for (const Case& c : {Case{0, 50}, Case{1, 100}, Case{-1, 0}}) {
    WilderRsi rsi;
    std::optional<double> last;
    for (int i = 0; i < 20; ++i) last = rsi.next(1000 + i * c.step);
    CHECK(*last == Near(c.expected));
  }
}

TEST_CASE("a spread that is not known is estimated from the range and clamped") {
  const auto bar = [](double high, double low) {
    Bar out;
    out.high = high;
    out.low = low;
    out.close = 100;
    return out;
  };
  CHECK(estimated_spread_bp(bar(100.2, 100)) == Near(1.0));
  CHECK(estimated_spread_bp(bar(100, 100)) == 0.1);
  CHECK(estimated_spread_bp(bar(200, 100)) == 50);
}

TEST_CASE("a snapshot's spread is the constant, else the true one, else the estimate") {
  Bar bar;
  bar.ts_ms = 7;
  bar.close = 100;
  bar.high = 100.4;
  bar.low = 100;
  bar.quote_volume = 5;
  Snapshot out;
  Deriver().derive(bar, out);
  CHECK(out.spread_bp == Near(2.0));
  CHECK(out.spread_estimated);
  bar.spread_bp = 3;
  Deriver().derive(bar, out);
  CHECK(out.spread_bp == 3);
  CHECK(!out.spread_estimated);
  Deriver(4.0).derive(bar, out);
  CHECK(out.spread_bp == 4);
  CHECK(!out.spread_estimated);
  CHECK(out.ts_ms == 60'006);  // the minute's last millisecond
  CHECK(out.mid == 100);
  CHECK(out.vol_1m == 5);
}

TEST_CASE("the first 14 rows carry the neutral RSI and say so, after a gap as well") {
  Deriver deriver;
  Snapshot out;
  for (const int64_t begin : {0, 100}) {
    for (int i = 0; i < 16; ++i) {
      CHECK(deriver.derive(minute(begin + i, 100 + i), out) == (i >= 14));
      CHECK(out.rsi_14 == (i >= 14 ? 100 : 50));
    }
  }
}

TEST_CASE("the same minute again does not move the RSI, and going back starts it anew") {
  Deriver deriver;
  Snapshot out;
  for (int i = 0; i < 15; ++i) deriver.derive(minute(i, i % 2 == 0 ? 100 : 101), out);
  const double before = out.rsi_14;
  CHECK(deriver.derive(minute(14, 500), out));
  CHECK(out.rsi_14 == before);
  CHECK(deriver.derive(minute(15, 100), out));
  CHECK(!deriver.derive(minute(3, 100), out));
  CHECK(out.rsi_14 == 50);
}

TEST_CASE("minutes are made of shorter bars") {
  MinuteMaker maker;
  const auto bar = [](int64_t second, double high, double low, double close, double volume) {
    Bar out;
    out.ts_ms = second * 1'000;
    out.high = high, out.low = low, out.close = close, out.quote_volume = volume;
    return out;
  };
  CHECK(!maker.add(bar(60, 5, 4, 4.5, 1)));
  CHECK(!maker.add(bar(61, 9, 4, 8, 2)));
  CHECK(!maker.add(bar(119, 5, 3, 4, 3)));
  const auto first = maker.add(bar(125, 7, 6, 6.5, 10));
  REQUIRE(first);
  CHECK(first->ts_ms == 60'000);
  CHECK(first->high == 9);
  CHECK(first->low == 3);
  CHECK(first->close == 4);
  CHECK(first->quote_volume == 6);
  const auto last = maker.rest();
  REQUIRE(last);
  CHECK(last->ts_ms == 120'000);
  CHECK(last->quote_volume == 10);
  CHECK(!maker.rest());
}

TEST_CASE("a quote volume fits the base volume where it can be that at the bar's prices") {
  struct Case {
    double low, high, volume, quote_volume;
    bool agree;
  };
  for (const Case& c : {Case{99, 101, 10, 1'000, true}, Case{99, 101, 10, 1'030, false},
                        Case{99, 101, 10, 900, false}, Case{100, 100, 0, 0, true},
                        Case{100, 100, 0, 5, false}, Case{100, 100, 5, 0, false},
                        Case{60'000, 61'000, 100, 0.165, false},      // 100 contracts, in coins
                        Case{0.00001, 0.00001, 3, 0.00003, true},     // rounded to 8 digits
                        Case{0.00000001, 0.00000001, 7, 0, true}}) {  // and below them
    INFO(c.volume << " at " << c.low);
    Bar bar;
    bar.low = bar.close = c.low;
    bar.high = c.high;
    bar.quote_volume = c.quote_volume;
    CHECK(volumes_agree(bar));  // nothing to compare with
    bar.volume = c.volume;
    CHECK(volumes_agree(bar) == c.agree);
  }
}
