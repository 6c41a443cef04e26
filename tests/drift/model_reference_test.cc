// The file reference_distributions.json: what is written is read, and mistakes are named.
#include "model_reference.h"

#include <fstream>

#include "drift/made.h"
#include "spark/error.h"
#include "support/catch.h"
#include "support/file_text.h"
#include "support/temporary_folder.h"

using namespace spark::test;
using Catch::Matchers::ContainsSubstring;

namespace {

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  const size_t at = text.find(from);
  REQUIRE(at != std::string::npos);
  return text.replace(at, from.size(), to);
}

std::string refusal(const std::string& text) {
  try {
    static_cast<void>(drift::read_reference(text, made_features));
  } catch (const spark::Error& error) {
    return error.what();
  }
  return "";
}

}  // namespace

TEST_CASE("a reference is read as training wrote it") {
  const TemporaryFolder folder;
  CHECK_FALSE(drift::load_reference(folder.path(), made_features));
  write_reference(folder.path(), 8);
  const auto is = drift::load_reference(folder.path(), made_features);
  REQUIRE(is);
  CHECK(is->rows == 8 * 1'440);
  CHECK(is->from_ms == 60'000);
  CHECK(is->until_ms == 8 * 86'400'000);
  std::vector<double> values[4];
  for (const double a : slow_series(1, 8 * 1'440)) {
    for (size_t i = 0; i < 3; ++i) values[i].push_back(row_of(a)[i]);
    values[3].push_back(score_of(a));
  }
  for (size_t i = 0; i < 4; ++i) {
    INFO(i);
    const auto& a = is->series.at(i);
    const auto b = series_of(values[i]);
    CHECK(std::equal(a.bins.edges().begin(), a.bins.edges().end(), b.bins.edges().begin(),
                     b.bins.edges().end()));
    CHECK(a.bins.constant() == b.bins.constant());
    CHECK(a.counts.of == b.counts.of);
    if (i == 2) continue;  // of a constant nothing else is kept
    CHECK(a.slots == b.slots);
    if (i == 1) continue;  // nor of a duplicate's limits
    CHECK(a.extremes == b.extremes);
    CHECK_FALSE(a.extremes.empty());
    CHECK(a.limits->low == b.limits->low);
    CHECK(a.limits->high == b.limits->high);
    CHECK(a.marks().size() == is->rows);
  }
  CHECK(is->series[1].duplicate_of == size_t{0});
}

TEST_CASE("a model finds its features in any order, and misses none") {
  const std::string text = reference_text(1);
  const auto reference = drift::read_reference(text, {"c", "a"});
  CHECK(reference.series[0].bins.constant() == 1.0);
  CHECK_THROWS_WITH(static_cast<void>(drift::read_reference(text, {"a", "d"})),
                    ContainsSubstring("series: expected one of the model's feature d"));
  // The duplicate's other one is a feature of the model, too, or nothing says when b alarms.
  CHECK_THROWS_WITH(static_cast<void>(drift::read_reference(text, {"b", "c"})),
                    ContainsSubstring("series.1.same_as: expected an earlier measured feature"));
}

TEST_CASE("mistakes in a reference are refused, with the member") {
  const std::string text = reference_text(1);
  CHECK(refusal(text).empty());
  const struct {
    std::string text;
    const char* says;
  } cases[] = {
      {"", "the file: expected a JSON object"},
      {"[]", "the file: expected a JSON object"},
      {replaced(text, "\"rows\": 1440", "\"rows\": 0"), "rows: expected 1 to 10,000,000"},
      {replaced(text, "\"rows\": 1440", "\"rows\": 1441"), "series.0.counts: expected 1441 rows"},
      {replaced(text, "\"from_ms\"", "\"since\""), "from_ms: expected milliseconds"},
      {replaced(text, "\"series\"", "\"lines\""), "series: expected a list"},
      {replaced(text, "\"of\": \"score\"", "\"of\": \"scores\""),
       "series: expected one of the score"},
      {replaced(text, "\"edges\": [", "\"edges\": [1e300,"),
       "series.0.edges: expected edges that ascend"},
      {replaced(text, "\"counts\": [", "\"counts\": [7,"),
       "series.0.counts: expected one for each bin"},
      {replaced(text, "\"missing\": 0", "\"missing\": 1"), "series.0.counts: expected 1440 rows"},
      {replaced(text, "\"slots\": \"", "\"slots\": \"A"),
       "series.0.slots: expected base64 of 720 bytes"},
      {replaced(text, "\"slots\": \"", "\"slots\": \"!!!!\",\"was\": \""),
       "series.0.slots: expected base64"},
      {replaced(text, "\"extremes\": [", "\"extremes\": [99999999"), "series.0.extremes: expected"},
      {replaced(text, "\"low\": ", "\"low\": \"x\",\"was\": "), "series.0.low: expected a number"},
      {replaced(text, "\"kind\": \"measured\"", "\"kind\": \"constant\""),
       "series.0.constant: expected"},
  };
  for (const auto& each : cases) {
    INFO(each.says);
    CHECK_THAT(refusal(each.text), ContainsSubstring(each.says));
  }
}
