// The features that the plugin computes are those of the definitions.
#include <cmath>

#include "features/histories.h"
#include "plugins/plugin_file.h"
#include "spark/market/input_files.h"
#include "spark/market/reader.h"
#include "spark/offline/snapshot_stage.h"
#include "support/catch.h"
#include "support/market_data.h"

using namespace spark::test;
using spark::market::Snapshot;
using spark::offline::SnapshotStage;
using spark::testing::plugin_file;

namespace {

const std::vector<std::string> all_sets = {"v1.8", "v1.8.1", "v1.8.2"};

SnapshotStage stage_of(const std::vector<std::string>& sets = all_sets) {
  return SnapshotStage::open(plugin_file("features"), sets).value();
}

// Compares each `step`th row, which takes the definitions a while.
void compare(const std::vector<Snapshot>& market, size_t step) {
  SnapshotStage stage = stage_of();
  PlainFeatures plain;
  std::vector<double> row(stage.names().size());
  size_t ready = 0;
  for (size_t i = 0; i < market.size(); ++i) {
    REQUIRE(stage.run(market[i], row).has_value());
    if (i % step != 0) {
      plain.add(market[i]);
      continue;
    }
    const auto expected = plain.of(market[i]);
    for (size_t k = 0; k < row.size(); ++k) {
      const double wanted = expected.at(stage.names()[k]);
      if (std::isnan(wanted) && std::isnan(row[k])) continue;
      CAPTURE(i, stage.names()[k], wanted, row[k]);
      REQUIRE(std::abs(row[k] - wanted) <= 1e-11 * std::max(1.0, std::abs(wanted)));
    }
    ready += std::isnan(row.back()) ? 0 : 1;
  }
  CHECK(ready > 10);
}

}  // namespace

TEST_CASE("on a market with missing minutes every feature is that of the definitions") {
  // Seven of 1,440 minutes may be missing; 0.2 % is three of them, 0.6 % nine.
  compare(random_market(1, 6'000, 0.002), 13);
  compare(random_market(2, 6'000, 0.004), 17);
}

TEST_CASE("on a real market every feature is that of the definitions") {
  if (market_data().empty()) {
    WARN("skipped: no market data");
    return;
  }
  const spark::market::ReadOptions options;
  const auto files = spark::market::expand({(market_data() / "btcusdt_1m").string()}).value();
  spark::market::Reader reader(spark::market::survey({files.front()}, options), options);
  std::vector<Snapshot> market;
  for (Snapshot next; market.size() < 10'000 && reader.next(next).value();) market.push_back(next);
  compare(market, 37);
}
