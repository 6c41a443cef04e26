#include "end_to_end/watched_drift.h"

#include <cmath>

#include "artefact_text.h"
#include "end_to_end/artefacts.h"
#include "reference.h"
#include "spark/stats/random.h"

namespace spark::test {

std::string MadeMinute::body(const std::string& symbol) const {
  const auto member = [](const char* name, double value) {
    return std::string(",\"") + name + "\":" + std::to_string(value);
  };
  return "{\"symbol\":\"" + symbol + "\",\"snapshot\":{\"ts\":" + std::to_string(ts_ms) +
         member("mid", mid) + member("spreadBp", spread_bp) + member("vol1m", vol_1m) +
         member("rsi14", rsi_14) + "}}";
}

std::vector<MadeMinute> made_minutes(int64_t first, size_t count, double shift) {
  stats::Random random(static_cast<uint64_t>(first));
  std::vector<MadeMinute> all;
  double at = 0;
  for (size_t i = 0; i < count; ++i) {
    const auto noise = [&] { return random.uniform() + random.uniform() - 1; };
    at = 0.9 * at + noise();
    MadeMinute& minute = all.emplace_back();
    minute.ts_ms = (first + static_cast<int64_t>(i)) * 60'000 + 59'999;
    minute.mid = 45'000 + 100 * (at + shift);
    minute.spread_bp = 2 + noise();
    minute.vol_1m = 1e6 * std::exp(noise());
    minute.rsi_14 = 50 + 20 * noise();
  }
  return all;
}

std::filesystem::path artefact_with_reference(const std::filesystem::path& folder) {
  const auto made = folder / "v1.8-b0";
  std::filesystem::copy(source("configs/models/v1.8-b0"), made);
  training::Dataset rows;
  rows.names = {"bias", "mid_price", "spread_bp", "volume_1m", "rsi_14", "log_volume"};
  std::vector<double> scores;
  for (const MadeMinute& each : made_minutes(28'000'000, 4 * 1'440)) {
    rows.ts_ms.push_back(each.ts_ms);
    rows.mids.push_back(each.mid);
    for (const double value :
         {1.0, each.mid, each.spread_bp, each.vol_1m, each.rsi_14, std::log1p(each.vol_1m)})
      rows.values.push_back(value);
    scores.push_back(0.999999);
  }
  write_file(made / "reference_distributions.json",
             training::artefact_text(
                 training::reference_distributions(rows, scores, {"BTCUSDT"}).value()));
  sign_artefact(made);
  return made;
}

std::vector<std::string> drift_sets(const std::filesystem::path& artefact,
                                    const std::string& settings) {
  return {"plugins.drift={with: {replicates: 2" + settings + "}}",
          "models.candidate={plugin: ml-model, artefact: " + artefact.string() + "}",
          "pipelines.predict-with-shadow.stages.drift={plugin: drift, with: {model: candidate, "
          "key: input.symbol, time: input.snapshot.ts}}"};
}

size_t send_minutes(tool::Client& client, const std::vector<MadeMinute>& minutes,
                    const std::string& symbol) {
  for (size_t i = 0; i < minutes.size(); ++i) {
    const auto answered = client.call("POST", "/predict-with-shadow", minutes[i].body(symbol));
    if (!answered || answered->status != 200) return i;
  }
  return minutes.size();
}

}  // namespace spark::test
