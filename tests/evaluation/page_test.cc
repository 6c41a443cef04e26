#include "training/report/page.h"

#include <regex>
#include <set>

#include "evaluation/sample_page.h"
#include "spark/page/markup.h"
#include "spark/page/plot.h"
#include "support/catch.h"

using namespace training;
using Catch::Matchers::ContainsSubstring;
using spark::test::sample_page;

namespace {

// Elements that are opened and not closed, or closed in another order; "" if there are none.
std::string unbalanced(const std::string& html) {
  const std::set<std::string> empty = {"meta", "wbr", "!DOCTYPE"};
  const std::regex tag("<(/?)([A-Za-z!][A-Za-z0-9]*)([^<>]*)>");
  std::vector<std::string> open;
  for (std::sregex_iterator at(html.begin(), html.end(), tag), end; at != end; ++at) {
    const std::string name = (*at)[2];
    if (empty.count(name) > 0 || (*at)[3].str().ends_with("/")) continue;
    if ((*at)[1] != "/") {
      open.push_back(name);
    } else if (open.empty() || open.back() != name) {
      return "</" + name + ">";
    } else {
      open.pop_back();
    }
  }
  return open.empty() ? "" : "<" + open.back() + ">";
}

}  // namespace

TEST_CASE("text is escaped for HTML, and what steers a reader is made visible") {
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"a & b", "a &amp; b"},
      {"<script>", "&lt;script&gt;"},
      {"\" onload='x'", "&quot; onload=&#39;x&#39;"},
      {"\x1b[31m", "\\u{1b}[31m"},
      {"\xff", "\\xff"},
      {"\u202e", "\\u{202e}"},
      {"Δ ≤ ü", "Δ ≤ ü"},
  };
  for (const auto& [text, expected] : cases) CHECK(spark::page::escaped(text) == expected);
}

TEST_CASE("no text of a page can become markup") {
  const std::string evil = "\"><script>alert(1)</script><img src=x>";
  ReportPage page = sample_page();
  page.title = page.verdict = page.message = page.written = evil;
  page.model = page.data = {{evil, evil}};
  page.notes = {evil};
  page.requirements = {{evil, evil, evil, evil}};
  for (FeatureSummary& feature : page.features) feature.name = evil;
  page.against->other = evil;
  const std::string html = html_page(page);
  CHECK(html.find("<script") == std::string::npos);
  CHECK(html.find("<img") == std::string::npos);
  CHECK(unbalanced(html).empty());
}

TEST_CASE("a page is whole, loads nothing, and is the same bytes for the same values") {
  const std::string html = html_page(sample_page());
  CHECK(html == html_page(sample_page()));
  CHECK(unbalanced(html).empty());
  for (const char* outside : {"http:", "https:", "url(", "src=", "href=", "@import", "<script"})
    CHECK(html.find(outside) == std::string::npos);
  for (const char* part : {"Verdict", "Measures", "ROC curve", "Precision by quantile",
                           "Calibration", "PSI by week", "Against v8", "Features", "Notes"})
    CHECK_THAT(html, ContainsSubstring(part));
  CHECK(html.size() < 200'000);
}

TEST_CASE("each chart has a title and a description of its own") {
  const std::string html = html_page(sample_page());
  std::set<std::string> ids;
  const std::regex id("id=\"([^\"]*)\"");
  for (std::sregex_iterator at(html.begin(), html.end(), id), end; at != end; ++at)
    CHECK(ids.insert((*at)[1]).second);
  for (const char* chart : {"roc", "precision", "reliability", "psi"}) {
    const std::string name(chart);
    CHECK(ids.count(name + "-title") == 1);
    CHECK(ids.count(name + "-text") == 1);
    CHECK_THAT(html, ContainsSubstring("aria-labelledby=\"" + name + "-title " + name + "-text\""));
  }
}

TEST_CASE("a page without measures says its verdict and draws nothing") {
  ReportPage page;
  page.title = "packed by hand";
  page.verdict = "INCONCLUSIVE";
  page.message = "the manifest holds no frozen threshold";
  const std::string html = html_page(page);
  CHECK(unbalanced(html).empty());
  CHECK_THAT(html, ContainsSubstring("the manifest holds no frozen threshold"));
  CHECK(html.find("<svg") == std::string::npos);
  CHECK(html.find("nan") == std::string::npos);
}

TEST_CASE("axes end at round ticks around their values") {
  struct Case {
    double low, high, first, last;
    size_t ticks;
    int decimals;
  };
  const std::vector<Case> cases = {
      {0, 0.25, 0, 0.25, 6, 2}, {0, 0.31, 0, 0.4, 5, 1}, {0, 9, 0, 10, 6, 0}, {-3, 3, -3, 3, 7, 0}};
  for (const Case& c : cases) {
    const spark::page::Axis axis = spark::page::axis_over("", c.low, c.high);
    INFO(c.low << " to " << c.high);
    CHECK(axis.low == Approx(c.first));
    CHECK(axis.high == Approx(c.last));
    CHECK(axis.ticks.size() == c.ticks);
    CHECK(axis.decimals == c.decimals);
  }
}
