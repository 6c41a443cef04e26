// Reference distributions: written of rows, read again, and refused where they contradict.
#include "reference.h"

#include <algorithm>
#include <cmath>
#include <fstream>
#include <limits>

#include "artefact_text.h"
#include "spark/stats/psi_noise.h"
#include "support/catch.h"
#include "support/file_text.h"
#include "support/temporary_folder.h"

namespace stats = spark::stats;
using training::Dataset;
using training::Reference;
using training::ReferenceSeries;

namespace {

constexpr double missing = std::numeric_limits<double>::quiet_NaN();

// A constant, a feature, a rising function of it, a feature that misses rows, an indicator.
Dataset some_rows(size_t count) {
  Dataset out;
  out.names = {"bias", "volume", "log_volume", "gaps", "is_large"};
  for (size_t i = 0; i < count; ++i) {
    out.ts_ms.push_back(1'704'067'259'999 + static_cast<int64_t>(i) * 60'000);
    out.mids.push_back(42'000);
    const double volume = std::fabs(std::sin(static_cast<double>(i * i))) * 1e6;
    const double gap = i % 10 == 3 ? missing : std::cos(static_cast<double>(i * 7));
    for (const double x : {1.0, volume, std::log1p(volume), gap, volume > 5e5 ? 1.0 : 0.0}) {
      out.values.push_back(x);
    }
  }
  return out;
}

std::vector<double> some_scores(size_t count) {
  std::vector<double> out(count);
  for (size_t i = 0; i < count; ++i) {
    out[i] = i < 7 ? missing : 0.5 + std::sin(static_cast<double>(i)) / 3;
  }
  return out;
}

struct ReferenceFixture {
  spark::test::TemporaryFolder home;
  std::string path = (home.path() / "reference_distributions.json").string();
  Dataset rows = some_rows(2'001);
  std::vector<double> scores = some_scores(2'001);
  std::string text =
      training::artefact_text(training::reference_distributions(rows, scores, {"BTCUSDT"}).value());

  [[nodiscard]] spark::tool::Result<Reference> read(const std::string& bytes) const {
    std::ofstream(path, std::ios::binary) << bytes;
    return training::read_reference(path);
  }
};

}  // namespace

TEST_CASE_METHOD(ReferenceFixture, "a reference is read as it was written, of rows with a score") {
  const Reference reference = read(text).value();
  CHECK(reference.rows == 1'994);
  CHECK(reference.from_ms == rows.ts_ms[7]);
  CHECK(reference.until_ms == rows.ts_ms[2'000]);
  CHECK(reference.symbols == std::vector<std::string>{"BTCUSDT"});
  REQUIRE(reference.features.size() == 5);
  CHECK(reference.score.name == "score");

  std::vector<double> gaps;
  for (size_t i = 7; i < 2'001; ++i) gaps.push_back(rows.row(i)[3]);
  const ReferenceSeries& series = reference.features[3];
  const auto bins = stats::Bins::of(gaps);
  CHECK(std::equal(bins.edges().begin(), bins.edges().end(), series.bins.edges().begin(),
                   series.bins.edges().end()));  // to the bit
  CHECK(series.counts.of == stats::BinCounts::in(bins, gaps).of);
  CHECK(series.counts.missing() == 199);
  CHECK(series.limits->low == stats::ShockLimits::of(gaps)->low);
  REQUIRE(series.slots.size() == gaps.size());
  for (size_t i = 0; i < gaps.size(); ++i) CHECK(series.slots[i] == bins.of_value(gaps[i]));
}

TEST_CASE_METHOD(ReferenceFixture, "constants and rising functions are marked, and count once") {
  const Reference reference = read(text).value();
  using Kind = ReferenceSeries::Kind;
  const auto kind_of = [&](size_t i) { return reference.features[i].kind; };
  CHECK(kind_of(0) == Kind::constant);
  CHECK(reference.features[0].bins.constant() == 1.0);
  CHECK(kind_of(1) == Kind::measured);
  CHECK(kind_of(2) == Kind::duplicate);
  CHECK(reference.features[2].same_as == "volume");
  CHECK(kind_of(3) == Kind::measured);
  CHECK(kind_of(4) == Kind::measured);  // rising, too, but it tells other rows apart
  CHECK(reference.features[1].counts_in_mean());
  CHECK_FALSE(reference.features[0].counts_in_mean());
  CHECK_FALSE(reference.features[2].counts_in_mean());
}

TEST_CASE_METHOD(ReferenceFixture, "a feature that was estimated is marked, and does not count") {
  const auto marked = training::reference_distributions(rows, scores, {}, {"volume"}).value();
  const Reference reference = read(training::artefact_text(marked)).value();
  CHECK(reference.features[1].is_estimated);
  CHECK_FALSE(reference.features[1].counts_in_mean());
  CHECK(reference.features[3].counts_in_mean());
  const auto wrong = training::reference_distributions(rows, scores, {}, {"other"}).value();
  CHECK_THAT(read(training::artefact_text(wrong)).error().text,
             Catch::Matchers::ContainsSubstring("estimated: 'other' is no feature"));
}

TEST_CASE_METHOD(ReferenceFixture, "what PSI does without drift can be resampled from the file") {
  const ReferenceSeries& before = read(text).value().score;
  std::vector<double> scored(scores.begin() + 7, scores.end());
  const stats::Bins bins = stats::Bins::of(scored);
  std::vector<uint8_t> slots;
  for (const double score : scored) slots.push_back(static_cast<uint8_t>(bins.of_value(score)));
  const stats::Resampling plan{.block = 60, .drawn = 500, .replicates = 20};
  CHECK(stats::PsiNoise(before.bins, before.slots).without_drift(plan, 0.95)->quantile ==
        stats::PsiNoise(bins, slots).without_drift(plan, 0.95)->quantile);
}

TEST_CASE_METHOD(ReferenceFixture, "extreme rows are kept for the bound on shocks") {
  Dataset many = some_rows(20'001);
  many.values[5 * 9'000 + 1] = 1e12;
  const std::vector<double> all(20'001, 0.5);
  const Reference reference =
      read(training::artefact_text(training::reference_distributions(many, all, {}).value()))
          .value();
  const ReferenceSeries& volume = reference.features[1];
  CHECK(std::count(volume.extremes.begin(), volume.extremes.end(), 9'000U) == 1);
  CHECK(volume.extremes.size() <= 4);  // 0.01 % on either side
  CHECK(volume.limits->high < 1e12);
  CHECK(reference.score.kind == ReferenceSeries::Kind::constant);
}

TEST_CASE("there is no reference without a scored row") {
  const Dataset rows = some_rows(3);
  CHECK_FALSE(training::reference_distributions(rows, std::vector<double>(3, missing), {}));
}

TEST_CASE("two months of ten features are less than a megabyte") {
  Dataset rows;
  for (int j = 0; j < 10; ++j) rows.names.push_back("feature_" + std::to_string(j));
  uint64_t bits = 1;
  for (int64_t i = 0; i < int64_t{62} * 1'440; ++i) {
    rows.ts_ms.push_back(i * 60'000);
    for (int j = 0; j < 10; ++j) {
      bits = bits * 6'364'136'223'846'793'005 + 1'442'695'040'888'963'407;
      rows.values.push_back(static_cast<double>(bits >> 11U));
    }
  }
  const std::vector<double> scores(rows.rows(), 0.5);
  const auto reference = training::reference_distributions(rows, scores, {"BTCUSDT"});
  CHECK(training::artefact_text(*reference).size() < 1'000'000);
}

TEST_CASE_METHOD(ReferenceFixture, "a wrong reference is refused by place") {
  struct Wrong {
    std::string from, to, said;
  };
  const Wrong all[] = {
      {"{", "", "reference_distributions.json: "},
      {"\"rows\": 1994", "\"rows\": 1993", "series.0.counts: together 1994 of 1993 rows"},
      {"\"rows\": 1994", "\"rows\": 0", "rows: expected at least 1"},
      {"\"rows\": 1994", "\"rows\": 1e18", "rows: expected a whole number from 0 to 1e+09"},
      {"\"rows\": 1994", "\"rows\": 1.5", "rows: expected a whole number"},
      {"\"from_ms\": 1", "\"from_ms\": 9", "from_ms: after until_ms"},
      {"\"kind\": \"constant\"", "\"kind\": \"odd\"", "series.0.kind: expected measured, constant"},
      {"\"kind\": \"measured\"", "\"kind\": \"constant\"", "series.1.constant: missing"},
      {"\"of\": \"score\"", "\"of\": \"feature\"", "series.5.of: expected score, not 'feature'"},
      {"\"of\": \"feature\"", "\"of\": \"score\"", "series.0.of: expected feature, not 'score'"},
      {"\"same_as\": \"volume\"", "\"same_as\": \"bias\"", "series.2.same_as: expected an earlier"},
      {"\"edges\": [],", "\"edges\": [1, 1],", "series.0.edges: expected fewer than 32"},
      {"\"slots\": \"", "\"slots\": \"AAAA", "series.1.slots: expected base64 of 997 bytes"},
      {"\"extremes\": [", "\"extremes\": [5, 5", "series.1.extremes: "},
  };
  for (const Wrong& wrong : all) {
    std::string bytes = text;
    const size_t at = bytes.find(wrong.from);
    REQUIRE(at != std::string::npos);
    const auto refused = read(bytes.replace(at, wrong.from.size(), wrong.to));
    CAPTURE(wrong.said);
    REQUIRE_FALSE(refused.has_value());
    CHECK_THAT(refused.error().text, Catch::Matchers::ContainsSubstring(wrong.said));
    CHECK(refused.error().text.starts_with(path));
  }
  std::string bytes = text;
  const size_t slots = bytes.find("\"slots\": \"") + 10;
  std::swap(bytes[slots], bytes[slots + 1]);
  if (bytes != text) CHECK_FALSE(read(bytes).has_value());
}
