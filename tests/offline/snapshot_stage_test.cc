// Snapshots run through the features plugin's library, as a tool does it.
#include "spark/offline/snapshot_stage.h"

#include <cmath>
#include <limits>

#include "plugins/plugin_file.h"
#include "support/catch.h"

using spark::market::Snapshot;
using spark::offline::SnapshotStage;
using spark::testing::plugin_file;

namespace {

const std::vector<std::string> v1_8 = {"v1.8"};

Snapshot snapshot() {
  return {"BTCUSDT", 1'704'067'259'999, 42'000, 2.5, 1e6, 55, false};
}

}  // namespace

TEST_CASE("a tool computes the features that the plugin serves") {
  SnapshotStage stage = SnapshotStage::open(plugin_file("features"), v1_8).value();
  REQUIRE(stage.names() == std::vector<std::string>{"bias", "mid_price", "spread_bp", "volume_1m",
                                                    "rsi_14", "log_volume"});
  std::vector<double> row(6);
  REQUIRE(stage.run(snapshot(), row).has_value());
  CHECK(row == std::vector<double>{1, 42'000, 2.5, 1e6, 55, std::log1p(1e6)});
}

TEST_CASE("a value that a snapshot leaves out is NaN in the row, and so is what needs it") {
  SnapshotStage stage = SnapshotStage::open(plugin_file("features"), v1_8).value();
  Snapshot without = snapshot();
  without.vol_1m = std::numeric_limits<double>::quiet_NaN();
  std::vector<double> row(6);
  REQUIRE(stage.run(without, row).has_value());
  CHECK(row[0] == 1);
  CHECK(std::isnan(row[3]));
  CHECK(std::isnan(row[5]));
}

TEST_CASE("a refused snapshot says why, and the next one is served") {
  SnapshotStage stage = SnapshotStage::open(plugin_file("features"), v1_8).value();
  Snapshot wrong = snapshot();
  wrong.mid = -1;
  std::vector<double> row(6);
  const auto refused = stage.run(wrong, row);
  REQUIRE(refused.has_error());
  CHECK(refused.error().text == "snapshot.mid: expected a number above 0, found -1");
  CHECK(std::isnan(row[0]));
  REQUIRE(stage.run(snapshot(), row).has_value());
  CHECK(row[1] == 42'000);
}

TEST_CASE("a library that cannot be opened is named, with the reason") {
  const auto failure = [](const std::string& file, const std::vector<std::string>& sets) {
    const auto opened = SnapshotStage::open(file, sets);
    return opened ? std::string() : opened.error().text;
  };
  const std::string features = plugin_file("features"), baseline = plugin_file("baseline");
  using Catch::Matchers::ContainsSubstring;
  CHECK_THAT(failure("/nowhere/features.so", v1_8), ContainsSubstring("/nowhere/features.so: "));
  CHECK_THAT(failure(baseline, v1_8), ContainsSubstring(baseline + ": "));
  CHECK_THAT(failure(features, {"v9"}), ContainsSubstring("there is no feature set 'v9'"));
}

TEST_CASE("a stage gathers history from the rows that it runs, but for probes") {
  const std::vector<std::string> v1_8_1 = {"v1.8.1"};
  SnapshotStage stage = SnapshotStage::open(plugin_file("features"), v1_8_1, 1).value();
  std::vector<double> row(stage.names().size());
  Snapshot next = snapshot();
  REQUIRE(stage.run(next, row).has_value());
  CHECK(std::isnan(row[1]));  // mid_logret_1m
  next.ts_ms += 60'000;
  next.mid = 43'000;
  REQUIRE(stage.run(next, row, true).has_value());
  CHECK(row[1] == std::log(43'000.0 / 42'000));
  next.mid = 44'000;
  REQUIRE(stage.run(next, row).has_value());
  CHECK(row[1] == std::log(44'000.0 / 42'000));
  next.ts_ms += 60'000;
  REQUIRE(stage.run(next, row).has_value());
  CHECK(row[1] == 0);  // the probe's minute was the later row's
  // Another object knows nothing of it.
  SnapshotStage other = SnapshotStage::open(plugin_file("features"), v1_8_1, 1).value();
  REQUIRE(other.run(next, row).has_value());
  CHECK(std::isnan(row[1]));
}

TEST_CASE("a time that the host found in its future is so for a tool that has the host's clock") {
  const std::vector<std::string> v1_8_1 = {"v1.8.1"};
  SnapshotStage stage = SnapshotStage::open(plugin_file("features"), v1_8_1, 1).value();
  std::vector<double> row(stage.names().size());
  Snapshot next = snapshot();
  stage.set_utc_ms(next.ts_ms);
  next.ts_ms += 2 * 3'600'000;
  for (int i = 0; i < 3; ++i, next.ts_ms += 60'000) REQUIRE(stage.run(next, row).has_value());
  CHECK(std::isnan(row[1]));  // mid_logret_1m
  stage.set_utc_ms(next.ts_ms);
  for (int i = 0; i < 2; ++i, next.ts_ms += 60'000) REQUIRE(stage.run(next, row).has_value());
  CHECK(row[1] == 0);
}
