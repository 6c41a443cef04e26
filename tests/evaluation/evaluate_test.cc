// Evaluations of a small market from files to their outcome, against loops that know nothing of the
// plugins.
#include <algorithm>
#include <cmath>
#include <fstream>
#include <numeric>

#include "eval_report.h"
#include "eval_steps.h"
#include "evaluation/volume_market.h"
#include "support/catch.h"
#include "support/file_text.h"
#include "support/temporary_folder.h"
#include "training/reference.h"

using namespace spark::test;
using Catch::Matchers::ContainsSubstring;
using training::Verdict;

namespace {

namespace fs = std::filesystem;

class Rig {
 public:
  explicit Rig(size_t minutes) : market_(volume_market(minutes)) {
    data_ = write_market(folder_.path(), market_);
  }

  [[nodiscard]] fs::path model(const training::ArtefactPlan& plan) const {
    fs::path folder = folder_.path() / plan.version;
    write_model(folder, plan);
    return folder;
  }
  [[nodiscard]] eval::Request request(const fs::path& model) const {
    eval::Request request;
    request.model = model;
    request.data = {data_.string()};
    request.features_plugin = SPARK_BUILD_DIR "/lib/spark/plugins/features.so";
    request.model_plugin = SPARK_BUILD_DIR "/lib/spark/plugins/ml-model.so";
    return request;
  }
  [[nodiscard]] const std::vector<Minute>& market() const { return market_; }

 private:
  TemporaryFolder folder_;
  std::vector<Minute> market_;
  fs::path data_;
};

std::string failure(const eval::Request& request) {
  const auto done = eval::evaluate(request);
  return done ? "no failure" : done.error().text;
}

// A logistic model of the volume by hand, on all minutes whose next one is there.
struct Scored {
  std::vector<double> scores;
  std::vector<bool> hits;
};

Scored score_by_hand(const std::vector<Minute>& market, double weight = volume_weight) {
  Scored out;
  for (size_t i = 0; i + 1 < market.size(); ++i) {
    out.scores.push_back(1 /
                         (1 + std::exp(-(weight * std::log(1 + market[i].volume) - 10 * weight))));
    out.hits.push_back(market[i + 1].close > market[i].close);
  }
  return out;
}

// By ranks, with the mean rank for equal scores (Mann and Whitney). The first row has no
// persistence, and is not judged.
double auc_by_hand(const Scored& rows) {
  std::vector<size_t> order(rows.scores.size() - 1);
  std::iota(order.begin(), order.end(), size_t{1});
  std::sort(order.begin(), order.end(),
            [&](size_t a, size_t b) { return rows.scores[a] < rows.scores[b]; });
  double ranks = 0, hits = 0;
  for (size_t begin = 0; begin < order.size();) {
    size_t end = begin;
    while (end < order.size() && rows.scores[order[end]] == rows.scores[order[begin]]) ++end;
    for (size_t k = begin; k < end; ++k) {
      if (!rows.hits[order[k]]) continue;
      ranks += static_cast<double>(begin + 1 + end) / 2;
      hits += 1;
    }
    begin = end;
  }
  const double misses = static_cast<double>(order.size()) - hits;
  return (ranks - hits * (hits + 1) / 2) / (hits * misses);
}

}  // namespace

TEST_CASE("an evaluation agrees with an independent scorer, and a good model passes") {
  const Rig rig(15 * 1'440);
  training::ArtefactPlan plan = volume_model("v9");
  training::Dataset reference;
  reference.names = plan.features;
  std::vector<double> reference_scores;
  for (const Minute& minute : rig.market()) {
    reference.ts_ms.push_back(minute.ts_ms);
    reference.mids.push_back(minute.close);
    reference.values.insert(reference.values.end(), {1, std::log1p(minute.volume)});
  }
  reference_scores = score_by_hand(rig.market()).scores;
  reference_scores.push_back(0.5);
  plan.reference = *training::reference_distributions(reference, reference_scores, {"TESTUSDT"});

  const auto done = eval::evaluate(rig.request(rig.model(plan)));
  REQUIRE(done.has_value());
  REQUIRE(done->measures.has_value());
  const training::Measures& m = *done->measures;
  const Scored by_hand = score_by_hand(rig.market());
  CHECK(m.rows == by_hand.scores.size() - 1);
  CHECK(std::abs(m.auc - auc_by_hand(by_hand)) < 1e-6);

  double selected = 0, hits = 0, loss = 0, persistence_loss = 0;
  for (size_t i = 1; i < by_hand.scores.size(); ++i) {
    const double p = by_hand.scores[i];
    selected += p > 0.8 ? 1 : 0;
    hits += p > 0.8 && by_hand.hits[i] ? 1 : 0;
    loss -= std::log(by_hand.hits[i] ? p : 1 - p);
    const double forecast = by_hand.hits[i - 1] ? 1 / (1 + std::exp(-0.25)) : 0.5;
    persistence_loss -= std::log(by_hand.hits[i] ? forecast : 1 - forecast);
  }
  const auto rows = static_cast<double>(m.rows);
  CHECK(std::abs(*m.precision - hits / selected) < 1e-12);
  CHECK(std::abs(m.log_loss - loss / rows) < 1e-9);
  CHECK(std::abs(m.log_loss_persistence - persistence_loss / rows) < 1e-9);

  INFO(eval::message_of(*done));
  CHECK(done->verdict.verdict == Verdict::pass);
  CHECK(done->not_computed.empty());
  CHECK(done->data.passed_over.unlabelled == 1);
  CHECK(done->data.passed_over.without_persistence == 1);
  CHECK(*done->psi.whole.features[1].value < 0.001);  // bias is a constant
  CHECK(*done->psi.whole.overall == *done->psi.whole.features[1].value);
  CHECK(*done->psi.whole.score.value < 0.001);
  REQUIRE(done->psi.weeks.size() == 3);
  CHECK(done->psi.weeks[0].rows == 7 * 1'440 - 1);
  CHECK(done->months.size() == 1);
}

TEST_CASE("a second model is compared row by row") {
  const Rig rig(7 * 1'440);
  eval::Request request = rig.request(rig.model(volume_model("v9")));
  request.against = rig.model(volume_model("v8", 1.0));
  const auto done = eval::evaluate(request);
  REQUIRE(done.has_value());
  REQUIRE(done->against.has_value());
  const training::PairedComparison& found = *done->against;

  const Scored one = score_by_hand(rig.market());
  const Scored other = score_by_hand(rig.market(), 1.0);
  std::vector<double> deltas;
  double sum = 0, gain = 0, matches = 0;
  for (size_t i = 1; i < one.scores.size(); ++i) {
    deltas.push_back(std::abs(one.scores[i] - other.scores[i]));
    sum += deltas.back();
    matches += deltas.back() <= 0.05 ? 1 : 0;
    const auto loss = [&](double p) { return -std::log(one.hits[i] ? p : 1 - p); };
    gain += loss(other.scores[i]) - loss(one.scores[i]);
  }
  const auto count = static_cast<double>(deltas.size());
  double squares = 0;
  for (const double delta : deltas) squares += (delta - sum / count) * (delta - sum / count);
  std::sort(deltas.begin(), deltas.end());
  CHECK(found.other == "v8");
  CHECK(found.pairs == deltas.size());
  CHECK(std::abs(found.match_rate - matches / count) < 1e-12);
  CHECK(std::abs(found.delta_mean - sum / count) < 1e-12);
  CHECK(std::abs(found.delta_sd - std::sqrt(squares / (count - 1))) < 1e-12);
  CHECK(std::abs(found.delta_p99 - deltas[static_cast<size_t>(std::ceil(0.99 * count)) - 1]) <
        1e-12);
  CHECK(std::abs(found.gain - gain / count) < 1e-12);
  REQUIRE(found.gain_interval.has_value());
  CHECK(found.gain_interval->low < found.gain);
  CHECK(found.gain_interval->high > found.gain);
}

TEST_CASE("rows that training saw are refused, and the span that the refusal names is taken") {
  const Rig rig(2 * 1'440);
  training::ArtefactPlan plan = volume_model("v9");
  // Its last label was known a day into the market.
  plan.manifest["data_window"].as_object()["until_ms"] = market_start_ms + 86'400'000 - 1;
  eval::Request request = rig.request(rig.model(plan));
  const std::string why = failure(request);
  CHECK_THAT(why, ContainsSubstring(
                      "in rows: 1,499."));  // a day, the embargo, less one without persistence
  const size_t at = why.find("--from ");
  REQUIRE(at != std::string::npos);
  const auto from_ms = eval::time_ms(why.substr(at + 7, 20));
  REQUIRE(from_ms.has_value());
  CHECK(*from_ms == market_start_ms + 86'400'000 + 3'600'000);
  request.span.from_ms = *from_ms;
  const auto done = eval::evaluate(request);
  REQUIRE(done.has_value());
  CHECK(done->measures->rows == 1'440 - 60 - 1);
  request.span.from_ms -= 60'000;
  CHECK_THAT(failure(request), ContainsSubstring("in rows: 1."));

  // A second model has seen them just as well.
  eval::Request pair = rig.request(rig.model(volume_model("v8")));
  pair.against = request.model;
  CHECK_THAT(failure(pair), ContainsSubstring("what v9 was trained on"));
}

TEST_CASE(
    "a model without what training froze is never passed, and the report says what is missing") {
  const Rig rig(15 * 1'440);  // enough rows, so that it could be judged
  training::ArtefactPlan plan = volume_model("packed");
  plan.manifest.clear();
  const auto done = eval::evaluate(rig.request(rig.model(plan)));
  REQUIRE(done.has_value());
  CHECK(done->verdict.verdict == Verdict::inconclusive);
  CHECK(eval::result_word(done->verdict.verdict) == "ERROR");
  REQUIRE(done->not_computed.size() == 4);
  CHECK_THAT(done->not_computed[0], ContainsSubstring("training_manifest.json"));
  const auto report = eval::report_json(*done, {{}, "", "kept.json"});
  CHECK(report.at("pass").as_bool() == false);
  CHECK(report.at("precision_at_20").is_null());
  CHECK(report.at("psi_validation").at("overall").is_null());
  CHECK(report.at("measures").at("persistence_auc").is_null());
  CHECK(report.at("measures").at("gain").is_null());
  CHECK(report.at("measures").at("auc").as_double() > 0.7);
  CHECK(training::html_page(eval::page_of(*done, {})).find("persistence, AUC") ==
        std::string::npos);
}

TEST_CASE("a model whose training span nobody knows is never passed") {
  const Rig rig(15 * 1'440);
  training::ArtefactPlan plan = volume_model("v9");
  plan.manifest.erase("data_window");
  const auto done = eval::evaluate(rig.request(rig.model(plan)));
  REQUIRE(done.has_value());
  CHECK(done->verdict.verdict == Verdict::inconclusive);
  CHECK_THAT(eval::message_of(*done), ContainsSubstring("whether training saw these rows"));
}

TEST_CASE("a span without rows is never passed, and the report says where the rows went") {
  const Rig rig(100);
  eval::Request request = rig.request(rig.model(volume_model("v9")));
  request.span.from_ms = market_start_ms + 86'400'000;
  const auto done = eval::evaluate(request);
  REQUIRE(done.has_value());
  CHECK(done->verdict.verdict == Verdict::inconclusive);
  CHECK_THAT(done->not_computed.back(), ContainsSubstring("100 outside of the span"));
  CHECK(training::html_page(eval::page_of(*done, {})).find("<svg") == std::string::npos);
}

TEST_CASE("gaps in the data are told by file, not by folder") {
  const TemporaryFolder folder;
  std::vector<Minute> market = volume_market(300);
  market.erase(market.begin() + 100, market.begin() + 130);
  eval::Request request = Rig(10).request(folder.path() / "v9");
  write_model(folder.path() / "v9", volume_model("v9"));
  request.data = {write_market(folder.path(), market).string()};
  const auto done = eval::evaluate(request);
  REQUIRE(done.has_value());
  REQUIRE(done->notes.size() > 1);
  CHECK_THAT(done->notes[0], ContainsSubstring("found 30 min at TESTUSDT-1m-2024-03.csv:"));
  CHECK(done->data.passed_over.unlabelled == 2);  // before the gap, and the last
}

TEST_CASE("what cannot be judged is refused by name") {
  const Rig rig(100);
  const fs::path good = rig.model(volume_model("v9"));
  training::ArtefactPlan plan = volume_model("other");
  plan.target = {"regime", "1min", "mid"};
  CHECK_THAT(failure(rig.request(rig.model(plan))), ContainsSubstring("'regime'"));

  eval::Request request = rig.request(good);
  plan = volume_model("later");
  plan.target.horizon = "5min";
  request.against = rig.model(plan);
  CHECK_THAT(failure(request), ContainsSubstring("targets differ"));

  plan = volume_model("unknown");
  plan.features = {"bias", "moon"};
  CHECK_THAT(failure(rig.request(rig.model(plan))), ContainsSubstring("'moon'"));

  plan = volume_model("odd");
  plan.manifest["frozen"].as_object().erase("threshold");
  CHECK_THAT(failure(rig.request(rig.model(plan))),
             ContainsSubstring("training_manifest.json: frozen.threshold"));

  request = rig.request(good);
  request.data = {"/nowhere.csv"};
  CHECK_THAT(failure(request), ContainsSubstring("/nowhere.csv"));
  std::ofstream(good / "model.json", std::ios::app) << "\n";
  CHECK_THAT(failure(rig.request(good)), ContainsSubstring("model.json: its digest is "));
}
