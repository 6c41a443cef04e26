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

std::string made_text() {
  const TemporaryFolder folder;
  write_reference(folder.path(), 1);
  return read_file(folder.path() / "reference_distributions.json");
}

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

TEST_CASE("a reference is read as it was written") {
  const TemporaryFolder folder;
  CHECK_FALSE(drift::load_reference(folder.path(), made_features));
  write_reference(folder.path(), 2);
  const auto was = made_reference(2);
  const auto is = drift::load_reference(folder.path(), made_features);
  REQUIRE(is);
  CHECK(is->span.to_ms == was.span.to_ms);
  REQUIRE(is->series.size() == 4);
  for (size_t i = 0; i < 4; ++i) {
    const auto& a = is->series[i];
    const auto& b = was.series[i];
    CHECK(std::equal(a.bins.edges().begin(), a.bins.edges().end(), b.bins.edges().begin(),
                     b.bins.edges().end()));
    CHECK(a.bins.constant() == b.bins.constant());
    CHECK(a.counts.of == b.counts.of);
    CHECK(a.slots == b.slots);
    CHECK(a.beyond == b.beyond);
    CHECK(a.limits->low == b.limits->low);
    CHECK(a.limits->high == b.limits->high);
  }
  CHECK(is->duplicate_of == was.duplicate_of);
}

TEST_CASE("a model finds its features in any order, and misses none") {
  const std::string text = made_text();
  const auto reference = drift::read_reference(text, {"c", "a"});
  CHECK(reference.series[0].bins.constant() == 1.0);
  CHECK_THROWS_WITH(static_cast<void>(drift::read_reference(text, {"a", "d"})),
                    ContainsSubstring("features.d: expected an object"));
}

TEST_CASE("mistakes in a reference are refused, with the member") {
  const std::string text = made_text();
  CHECK(refusal(text).empty());
  const struct {
    std::string text;
    const char* says;
  } cases[] = {
      {"", "the file: expected a JSON object"},
      {"[]", "the file: expected a JSON object"},
      {replaced(text, "spark.reference/1", "spark.reference/9"), "format: expected"},
      {replaced(text, "\"from_ms\"", "\"since\""), "from_ms, to_ms: expected"},
      {replaced(text, "\"score\"", "\"scores\""), "score: expected an object"},
      {replaced(text, "\"edges\":[", "\"edges\":[1e300,"), "features.a.edges: expected ascending"},
      {replaced(text, "\"counts\":[", "\"counts\":[7,"), "features.a.counts: expected one count"},
      {replaced(text, "\"missing\":0", "\"missing\":1"), "features.a.counts: expected one count"},
      {replaced(text, "\"minutes\":\"", "\"minutes\":\"!"), "letters of bins, found '!'"},
      {replaced(text, "\"minutes\":\"", "\"minutes\":\"Z"), "letters of bins, found 'Z'"},
      {replaced(text, "\"beyond\":[]", "\"beyond\":[99999999]"), "features.a.beyond: expected"},
      {replaced(text, "\"low\":", "\"low\":null,\"was\":"), "features.a.low: expected a number"},
  };
  for (const auto& each : cases) {
    INFO(each.says);
    CHECK_THAT(refusal(each.text), ContainsSubstring(each.says));
  }
}
