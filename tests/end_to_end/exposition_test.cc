// The page of a real host is what readers of the text format rely on, scrape after scrape.
#include <set>

#include "end_to_end/artefacts.h"
#include "end_to_end/changes.h"
#include "end_to_end/exposition_check.h"
#include "end_to_end/harness.h"
#include "end_to_end/second_lineage.h"
#include "support/catch.h"

using namespace spark::test;
using Catch::Matchers::ContainsSubstring;

namespace {

std::string joined(const std::vector<std::string>& lines) {
  std::string text;
  for (const std::string& each : lines) text += each + "\n";
  return text;
}

const std::string counter = "# HELP a_total Counts something\n# TYPE a_total counter\n";
const std::string histogram =
    "# HELP b_seconds Times of something\n# TYPE b_seconds histogram\n"
    "b_seconds_bucket{le=\"1\"} 2\nb_seconds_bucket{le=\"+Inf\"} 3\nb_seconds_sum 4\n";

}  // namespace

TEST_CASE("a page that readers would misread is found") {
  const struct {
    std::string page;
    const char* flaw;  // "": none
  } cases[] = {
      {counter + "a_total{x=\"1\"} 1\na_total{x=\"2\"} 1\n" + histogram + "b_seconds_count 3\n",
       ""},
      {counter + "a_total{x=\"1\"} 1\na_total{x=\"1\"} 2\n", "stands twice"},
      {counter + "a_total{x=\"1\",x=\"2\"} 1\n", "has a label twice"},
      {counter + "a_total{x=\"a\\\"} \"} 1\n", ""},
      {counter + "a_total 1\n" + counter + "a_total{x=\"1\"} 1\n", "ordered by name"},
      {counter + "c_total 1\n", "outside its family"},
      {"c_total 1\n", "outside its family"},
      {counter + "a_total NaN\n", "has no value"},
      {counter + "a_total -1\n", "is no count"},
      {"# HELP a Counts something\n# TYPE a counter\na 1\n", "end in _total"},
      {"# HELP a_total Is something\n# TYPE a_total gauge\na_total 1\n", "end in _total"},
      {"# HELP a_ms Is something\n# TYPE a_ms gauge\na_ms 1\n", "no kept name"},
      {"# HELP a_s Is something\n# TYPE a_s gauge\na_s 1\n", "are the units"},
      {"# HELP a .\n# TYPE a gauge\na 1\n", "says nothing"},
      {"# TYPE a gauge\na 1\n", "does not stand before"},
      {"# HELP a Is something\n# TYPE a summary\na 1\n", "of no type"},
      {histogram + "b_seconds_count 2\n", "differs from the bucket"},
      {"# HELP b_seconds Times of something\n# TYPE b_seconds histogram\n"
       "b_seconds_bucket{le=\"2\"} 2\nb_seconds_bucket{le=\"1\"} 1\nb_seconds_count 1\n",
       "does not rise\n"},
      {"# HELP b_seconds Times of something\n# TYPE b_seconds histogram\n"
       "b_seconds_bucket{le=\"2\"} 2\nb_seconds_count 2\n",
       "no bucket of +Inf"},
      {counter + "a_total 1", "has no end"},
  };
  for (const auto& each : cases) {
    INFO(each.page);
    const std::string found = joined(exposition_flaws(each.page));
    if (*each.flaw == '\0') {
      CHECK(found == "");
    } else {
      CHECK_THAT(found, ContainsSubstring(each.flaw));
    }
  }
}

TEST_CASE("pages of a host keep the text format's rules, and the order of their series") {
  const TemporaryFolder folder;
  const SecondLineage second;
  const Sparkd host({}, second.file());
  const auto ask_all = [&] {
    for (int i = 0; i < 5; ++i)
      host.json("executor", "POST", "/predict-with-shadow",
                R"({"snapshot":{"ts":1,"mid":45000,"spreadBp":2,"vol1m":1000000,"rsi14":55}})");
    host.json("executor", "POST", "/predict-with-shadow", "{}", 400);
    host.json("executor", "POST", "/predict-second", SecondLineage::body(true, true, true));
  };
  const auto check = [&](const char* listener, const char* path) {
    INFO(path);
    const std::string page = host.text(listener, path);
    CHECK(joined(exposition_flaws(page)) == "");
    const std::vector<std::string> first = series_of(page);
    CHECK(first.size() > 50);
    ask_all();
    const std::vector<std::string> again = series_of(host.text(listener, path));
    // What has come since stands between; what was there keeps its order.
    const std::set<std::string> known(first.begin(), first.end());
    std::vector<std::string> kept;
    for (const std::string& each : again)
      if (known.contains(each)) kept.push_back(each);
    CHECK(kept == first);
  };
  ask_all();
  check("executor", "/metrics");
  check("ml-engine", "/ml/metrics");
  swap_candidate(host, make_artefact(folder.path(), 1));
  ask_all();
  check("executor", "/metrics");
  check("ml-engine", "/metrics");
}
