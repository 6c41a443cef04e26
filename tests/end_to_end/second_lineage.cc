#include "end_to_end/second_lineage.h"

#include <cmath>
#include <cstdio>

#include "base/sha256.h"
#include "end_to_end/artefacts.h"

namespace spark::test {
namespace {

std::string digits(double number) {
  char text[40];
  std::snprintf(text, sizeof text, "%.17g", number);
  return text;
}

constexpr const char* pipeline_text = R"(  predict-second:
    route: POST executor /predict-second
    input:
      symbol: string?
      snapshot:
        ts: int
        mid: float
        spreadBp: float
        vol1m: float
        rsi14: float
        rv60: float?
        r1: float?
        r5: float?
    stages:
      features:   {plugin: features, required: true, with: {snapshot: input.snapshot}}
      fallback:   {predict: predict-second-fallback, required: true}
      production: {predict: predict-second-production}
      admit:      {plugin: shadow, stage: admit}
      candidate:
        predict: predict-second-candidate
        when: admit.selected
        budget: 60ms
        breaker: {errors: 2%, over: 20}
      shadow:
        plugin: shadow
        stage: compare
        with: {primary: production, candidate: candidate}
      tally:
        plugin: shadow
        stage: tally
        with: {compare: shadow, primary: production, candidate: candidate}
      observe:    {plugin: ml-model, stage: observe, with: {predict: candidate}}
    answer:
      prediction: [production.score, fallback.score]
      shadow?: candidate.score
      match: [shadow.match, false]
      delta?: shadow.delta

)";

constexpr const char* lineage_text =
    "  predict-second: {production: predict-second-production, candidate: "
    "predict-second-candidate, "
    "fallback: predict-second-fallback}\n";

}  // namespace

std::filesystem::path make_vol_artefact(const std::filesystem::path& folder,
                                        const std::string& version, const std::string& feature,
                                        double score) {
  const auto made = folder / version;
  std::filesystem::create_directories(made);
  const double weight = std::log(score / (1 - score));
  write_file(
      made / "model.json",
      R"({"kind": "probability", "type": "logistic", "version": ")" + version +
          R"(", "target": {"event": "rv5-above-median", "horizon": "5min", "reference": "24h"},
 "features": ["bias", ")" +
          feature + R"("], "feature_set_sha256": ")" + base::sha256_hex("bias\n" + feature) +
          R"(", "weights": [)" + digits(weight) +
          R"(, 0], "clip_low": 0.000001, "clip_high": 0.999999})");
  write_file(made / "probes.json",
             R"({"rows": [[1, 2]], "scores": [)" + digits(1 / (1 + std::exp(-weight))) + "]}");
  sign_artefact(made);
  return made;
}

SecondLineage::SecondLineage(const std::string& candidate)
    : pipeline(pipeline_text), lineage(lineage_text) {
  const auto model = [&](const char* version, const char* feature, const char* slot, double score) {
    return "{plugin: ml-model, artefact: " +
           make_vol_artefact(artefacts.path(), version, feature, score).string() + ", bind: {" +
           feature + ": input.snapshot." + slot + "}";
  };
  const std::string production = model("vol-1", "r1_rel", "r1", production_score);
  const std::string fallback = model("vol-0", "rv_60m_rel", "rv60", fallback_score);
  const std::string usual = model("vol-2", "r5_rel", "r5", candidate_score);
  configuration.replace(
      "models:\n",
      "models:\n  predict-second-fallback: " + fallback +
          "}\n  predict-second-production: " + production + ", pinned: it changes by promotion}\n" +
          "  predict-second-candidate: " + (candidate.empty() ? usual + "}" : candidate) + "\n");
  configuration.replace("lineages:\n", "lineages:\n" + lineage);
  configuration.replace("pipelines:\n", "pipelines:\n" + pipeline);
}

std::string SecondLineage::body(bool production, bool candidate, bool fallback) {
  std::string text = R"({"snapshot":{"ts":1,"mid":45000,"spreadBp":2,"vol1m":1000000,"rsi14":55)";
  if (production) text += R"(,"r1":1)";
  if (candidate) text += R"(,"r5":1)";
  if (fallback) text += R"(,"rv60":1)";
  return text + "}}";
}

}  // namespace spark::test
