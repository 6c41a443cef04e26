#include "spark/market/snapshot.h"

#include "support/catch.h"

using namespace spark::market;

TEST_CASE("a request body holds numbers that read back equal") {
  Snapshot row{"BTCUSDT", 1701388800000, 37738.91, 0.1, 1303098.7161418, 100.0 / 3};
  std::string body;
  append_json(body, row);
  CHECK(body ==
        R"({"symbol":"BTCUSDT","snapshot":{"ts":1701388800000,"mid":37738.91,"spreadBp":0.1,)"
        R"("vol1m":1303098.7161418,"rsi14":33.333333333333336}})");
  row.symbol.clear();
  row.spread_estimated = true;
  body.clear();
  append_json(body, row);
  CHECK(body.starts_with(R"({"snapshot":{"ts":1701388800000,"mid":37738.91,"spreadBp":0.1,)"
                         R"("spreadEstimated":true,"vol1m":1303098.7161418,)"));
}

TEST_CASE("a symbol needs no escaping") {
  CHECK(is_symbol("BTCUSDT"));
  CHECK(is_symbol("EUR/USD:spot.1-x_2"));
  CHECK(is_symbol(""));
  CHECK(!is_symbol("A\"B"));
  CHECK(!is_symbol("A B"));
  CHECK(!is_symbol(std::string(33, 'A')));
}
