// What outlives the plugin object: durable values, the exchange for a successor, market files.
#include <algorithm>
#include <cmath>
#include <fstream>
#include <map>

#include "features/histories.h"
#include "features/object.h"
#include "support/catch.h"
#include "support/temporary_folder.h"

using namespace spark::testing;
using spark::market::Snapshot;
using spark::test::keep;
using spark::test::klines;
using spark::test::logged;
using spark::test::Object;
using spark::test::random_market;

TEST_CASE("a host that is killed finds its histories as they were when they were kept") {
  const auto market = random_market(11, 2'000, 0.001);
  FakeHost host;
  Object first(host);
  first.plugin.act();
  for (size_t i = 0; i < market.size(); ++i) {
    first.send(market[i]);
    if (i % 37 == 0) keep(host);
  }
  keep(host);
  const auto expected = first.bits(market.back());
  REQUIRE(first.is_ready());
  Object second(host);  // without a word from the first
  second.plugin.act();
  CHECK(second.bits(market.back()) == expected);
  CHECK(second.is_ready());
  // It goes on from there.
  Snapshot next = market.back();
  next.ts_ms += 60'000;
  CHECK(second.bits(next) == first.bits(next));
}

TEST_CASE("a save writes little, and nothing while no minute closes") {
  const auto market = random_market(12, 3'000, 0);
  FakeHost host;
  Object object(host);
  object.plugin.act();
  for (const Snapshot& snapshot : market) object.send(snapshot);
  keep(host);
  CHECK(host.durable.size() <= 8);
  for (const auto& [key, bytes] : host.durable) CHECK(bytes.size() < 6'000);
  host.durable.clear();
  Snapshot same = market.back();
  same.ts_ms += 1;  // the next minute's first
  object.send(same);
  keep(host);
  CHECK(host.durable.size() <= 2);
  host.durable.clear();
  same.ts_ms += 1;
  object.send(same);
  keep(host);
  CHECK(host.durable.empty());
  // What the open minute has got since is kept by rest().
  host.durable.clear();
  same.ts_ms += 1;
  object.send(same);
  object.plugin.rest();
  CHECK(host.durable.size() == 1);
}

TEST_CASE("kept values that are damaged or foreign are named and left out") {
  const auto market = random_market(13, 2'000, 0);
  FakeHost host;
  Object first(host);
  first.plugin.act();
  for (const Snapshot& snapshot : market) first.send(snapshot);
  keep(host);
  const auto spoil = GENERATE(0, 1, 2);
  for (auto& [key, bytes] : host.durable) {
    if (spoil == 0) bytes.resize(bytes.size() / 2);
    if (spoil == 1) bytes = "garbage";
    if (spoil == 2) bytes.replace(bytes.size() - 24, 8, 8, '\xff');
  }
  host.durable["minutes.9.0 another.schema/1"] = "x";
  Object second(host);
  second.plugin.act();
  second.bits(market.back());
  CHECK_FALSE(second.is_ready());
  if (spoil < 2) CHECK(logged(host, "the value minutes.0."));
  if (spoil < 2) CHECK(logged(host, "is left out, since it holds no minutes of a symbol"));
  second.send(market.back());  // and it serves
}

TEST_CASE("after a source went back, what it had before does not come back") {
  const auto market = random_market(14, 2'000, 0);
  FakeHost host;
  Object first(host);
  first.plugin.act();
  for (const Snapshot& snapshot : market) first.send(snapshot);
  keep(host);
  for (size_t i = 100; i < 110; ++i) first.send(market[i]);
  keep(host);
  Object second(host);
  second.plugin.act();
  second.send(market[110]);
  CHECK_FALSE(second.stage.null("mid_logret_1m"));
  CHECK(second.stage.null("rv_60m_rel"));
}

TEST_CASE("a successor has all minutes, those too that came while it took over") {
  const auto market = random_market(15, 2'000, 0);
  FakeHost host, other_host;
  Object first(host), second(other_host);
  for (size_t i = 0; i < 1'990; ++i) first.send(market[i]);
  const std::string before = first.plugin.save();
  second.plugin.load(before);
  CHECK(second.bits(market[1'990]) == first.bits(market[1'990]));
  // A worker is still in the first object; others are in the second.
  first.send(market[1'990]);
  second.send(market[1'991]);
  first.send(market[1'992]);
  second.send(market[1'993]);
  second.plugin.merge(before, first.plugin.save());
  FakeHost one_host;
  Object one(one_host);
  for (size_t i = 0; i < 1'994; ++i) one.send(market[i]);
  CHECK(second.bits(market[1'994]) == one.bits(market[1'994]));
  CHECK(second.is_ready());
}

TEST_CASE("state that is none is refused, and leaves the histories alone") {
  const auto market = random_market(16, 1'500, 0);
  FakeHost host;
  Object object(host);
  for (const Snapshot& snapshot : market) object.send(snapshot);
  const auto expected = object.bits(market.back());
  CHECK_THROWS_AS(object.plugin.load("garbage"), Refusal);
  const std::string state = object.plugin.save();
  CHECK_THROWS_AS(object.plugin.load(state.substr(0, state.size() - 8)), Refusal);
  CHECK(object.bits(market.back()) == expected);
}

TEST_CASE("histories begin with the last day of market files") {
  const auto market = random_market(17, 3'000, 0);
  const spark::test::TemporaryFolder folder;
  const auto file = folder.path() / "BTCUSDT-1m-2024-01.csv";
  std::ofstream(file) << klines(market);
  FakeHost host;
  const std::string inputs[] = {file.string(), folder.path().string(),
                                (folder.path() / "*-2024-*.csv").string()};
  const int which = GENERATE(0, 1, 2);
  Object object(host, {inputs[which]});
  object.plugin.act();
  Snapshot next = market.back();
  next.ts_ms += 60'000;
  next.spread_estimated = true;
  SECTION("before any request") {}
  SECTION("beside the first requests") {
    object.send(next);
    keep(host);
  }
  host.run_jobs();
  object.bits(next);
  CHECK(object.is_ready());
  CHECK(host.facts.at("warm_from.failed   ") == 0);
  CHECK(logged(host, "BTCUSDT: minutes until 2024-01-03T01:59Z, ready"));
  // It is kept like what requests gave.
  keep(host);
  Object second(host);
  second.plugin.act();
  second.bits(next);
  CHECK(second.is_ready());
}

TEST_CASE("what is kept and newer wins over market files") {
  const auto market = random_market(18, 3'000, 0);
  const spark::test::TemporaryFolder folder;
  std::ofstream(folder.path() / "BTCUSDT-1m-2024-01.csv")
      << klines({market.begin(), market.begin() + 2'000});
  FakeHost host;
  Object first(host);
  first.plugin.act();
  for (const Snapshot& snapshot : market) first.send(snapshot);
  keep(host);
  Object second(host, {folder.path().string()});
  second.plugin.act();
  host.run_jobs();
  const auto expected = first.bits(market.back());
  CHECK(second.bits(market.back()) == expected);
  // A kill while what the files added is being kept: one value of it has reached the disk.
  const auto before = host.durable;
  keep(host);
  for (const auto& [key, value] : std::map(host.durable)) {
    host.durable = before;
    host.durable[key] = value;
    Object third(host);
    third.plugin.act();
    CHECK(third.bits(market.back()) == expected);
  }
}

TEST_CASE("files of a later time do not stand in the way of requests") {
  const auto market = random_market(19, 3'000, 0);
  const spark::test::TemporaryFolder folder;
  std::ofstream(folder.path() / "BTCUSDT-1m-2024-01.csv")
      << klines({market.begin() + 1'000, market.end()});
  FakeHost host;
  Object object(host, {folder.path().string()});
  object.plugin.act();
  object.send(market[10]);
  object.send(market[11]);
  host.run_jobs();
  CHECK(logged(host, "the files begin after what requests are at"));
  object.send(market[12]);
  CHECK_FALSE(object.stage.null("mid_logret_1m"));
}

TEST_CASE("market files that cannot be read are an error in the log and a fact, and no more") {
  const spark::test::TemporaryFolder folder;
  std::ofstream(folder.path() / "BTCUSDT-1m.csv") << "this is no market\n";
  FakeHost host;
  const bool is_there = GENERATE(false, true);
  const std::string input = is_there ? folder.path().string() : "/nowhere/*.csv";
  Object object(host, {input});
  object.plugin.act();
  host.run_jobs();
  CHECK(host.facts.at("warm_from.failed   ") == 1);
  CHECK(logged(host, "warm_from: histories begin empty, or with what was kept: " +
                         (is_there ? (folder.path() / "BTCUSDT-1m.csv").string() : input)));
  object.send(random_market(1, 1, 0)[0]);
}

TEST_CASE("symbols that wait, and how long, are series and facts") {
  const auto market = random_market(20, 1'440, 0);
  FakeHost host;
  Object object(host);
  object.plugin.act();
  for (size_t i = 0; i < 1'000; ++i) object.send(market[i]);
  keep(host);
  CHECK(host.value("ml_feature_symbols_warming") == 1);
  CHECK(host.value("ml_feature_left_seconds") == 433 * 60);
  CHECK(host.facts.at("minutes_left   ") == 433);
  for (size_t i = 1'000; i < 1'440; ++i) object.send(market[i]);
  keep(host);
  CHECK(host.value("ml_feature_symbols_ready") == 1);
  CHECK(host.facts.at("symbols_ready   ") == 1);
  CHECK(host.facts.count("minutes_left   ") == 0);
}
