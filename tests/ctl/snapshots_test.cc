#include "snapshots.h"

#include <cmath>
#include <vector>

#include "near.h"

using namespace spark::replay;

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
  bar.spread_bp = 3;
  Deriver().derive(bar, out);
  CHECK(out.spread_bp == 3);
  Deriver(4.0).derive(bar, out);
  CHECK(out.spread_bp == 4);
  CHECK(out.ts_ms == 7);
  CHECK(out.mid == 100);
  CHECK(out.vol_1m == 5);
}

TEST_CASE("the first 14 rows carry the neutral RSI and say so") {
  Deriver deriver;
  for (int i = 0; i < 16; ++i) {
    Bar bar;
    bar.close = bar.high = bar.low = 100 + i;
    Snapshot out;
    CHECK(deriver.derive(bar, out) == (i >= 14));
    CHECK(out.rsi_14 == (i >= 14 ? 100 : 50));
  }
}

TEST_CASE("a request body holds numbers that read back equal") {
  Snapshot row{"BTCUSDT", 1701388800000, 37738.91, 0.1, 1303098.7161418, 100.0 / 3};
  std::string body;
  append_json(body, row);
  CHECK(body ==
        R"({"symbol":"BTCUSDT","snapshot":{"ts":1701388800000,"mid":37738.91,"spreadBp":0.1,)"
        R"("vol1m":1303098.7161418,"rsi14":33.333333333333336}})");
  row.symbol.clear();
  body.clear();
  append_json(body, row);
  CHECK(body.starts_with(R"({"snapshot":{)"));
}

TEST_CASE("a symbol needs no escaping") {
  CHECK(is_symbol("BTCUSDT"));
  CHECK(is_symbol("EUR/USD:spot.1-x_2"));
  CHECK(is_symbol(""));
  CHECK(!is_symbol("A\"B"));
  CHECK(!is_symbol("A B"));
  CHECK(!is_symbol(std::string(33, 'A')));
}
