// The volatility model of the newest features against loops that share nothing with the plugins: on
// a made-up market, and on a day of bitcoin.
#include <algorithm>
#include <cmath>

#include "eval_steps.h"
#include "evaluation/naive_volatility.h"
#include "spark/market/reader.h"
#include "support/catch.h"
#include "support/market_data.h"
#include "support/temporary_folder.h"

using namespace spark::test;

namespace {

namespace fs = std::filesystem;

struct ByHand {
  double auc = 0;
  double auc_of_persistence = 0;
  double log_loss = 0;
};

// By all pairs of a hit and a miss; slow, and nothing can be wrong with it.
double auc_of(const std::vector<double>& hits, std::vector<double> misses) {
  std::sort(misses.begin(), misses.end());
  double pairs = 0;
  for (const double hit : hits) {
    const auto below = std::lower_bound(misses.begin(), misses.end(), hit);
    const auto until = std::upper_bound(misses.begin(), misses.end(), hit);
    pairs += static_cast<double>(below - misses.begin()) + static_cast<double>(until - below) / 2;
  }
  return pairs / static_cast<double>(hits.size()) / static_cast<double>(misses.size());
}

ByHand score(const std::vector<Minute>& market, const training::ArtefactPlan& plan,
             const eval::Span& span) {
  std::vector<double> scores[2], persistence[2];
  ByHand out;
  for (size_t m = 0; m + 5 < market.size(); ++m) {
    if (!span.has(market[m].ts_ms)) continue;
    const std::vector<double> row = naive_features(market, m);
    const bool is_hit = naive_label(market, m);
    const double p = naive_score(plan, row);
    scores[is_hit ? 1 : 0].push_back(p);
    persistence[is_hit ? 1 : 0].push_back(row.back());
    out.log_loss -= std::log(is_hit ? p : 1 - p);
  }
  out.auc = auc_of(scores[1], scores[0]);
  out.auc_of_persistence = auc_of(persistence[1], persistence[0]);
  out.log_loss /= static_cast<double>(scores[0].size() + scores[1].size());
  return out;
}

void agree(const std::vector<Minute>& market, const fs::path& data, const eval::Span& span) {
  const TemporaryFolder folder;
  training::ArtefactPlan plan = volatility_model();
  plan.manifest["data_window"] = {{"from_ms", 0}, {"until_ms", 1}};
  write_model(folder.path() / "model", plan);
  eval::Request request;
  request.model = folder.path() / "model";
  request.data = {data.string()};
  request.span = span;
  request.features_plugin = SPARK_BUILD_DIR "/lib/spark/plugins/features.so";
  request.model_plugin = SPARK_BUILD_DIR "/lib/spark/plugins/ml-model.so";
  const auto done = eval::evaluate(request);
  INFO((done ? std::string() : done.error().text));
  REQUIRE(done.has_value());
  REQUIRE(done->measures.has_value());
  const ByHand by_hand = score(market, plan, span);
  CHECK(done->measures->auc > 0.6);
  CHECK(std::abs(done->measures->auc - by_hand.auc) < 1e-6);
  CHECK(std::abs(done->measures->persistence_auc - by_hand.auc_of_persistence) < 1e-6);
  CHECK(std::abs(done->measures->log_loss - by_hand.log_loss) < 1e-6);
}

}  // namespace

TEST_CASE("a volatility model has the AUC that plain loops find on a made-up market") {
  const TemporaryFolder folder;
  const std::vector<Minute> market = wave_market(2 * 1'440 + 600);
  const fs::path data = write_market(folder.path(), market);
  agree(market, data, {market_start_ms + 2 * 86'400'000LL, INT64_MAX});
}

TEST_CASE("a volatility model has the AUC that plain loops find on a day of bitcoin") {
  if (market_data().empty()) {
    WARN("skipped: no market data; set SPARK_DATA_DIR to the folder that holds btcusdt_1m/");
    return;
  }
  const fs::path data = market_data() / "btcusdt_1m" / "BTCUSDT-1m-2024-04.csv.gz";
  const spark::market::ReadOptions options;
  spark::market::Reader reader(spark::market::survey({data.string()}, options), options);
  std::vector<Minute> market;
  spark::market::Snapshot snapshot;
  while (market.size() < 6 * 1'440 && reader.next(snapshot).value())
    market.push_back({snapshot.ts_ms, snapshot.mid, snapshot.vol_1m});
  const int64_t from_ms = *eval::time_ms("2024-04-04");
  agree(market, data, {from_ms, from_ms + 86'400'000});
}
