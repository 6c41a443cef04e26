// The table of PSI by week and feature.
#include <algorithm>

#include "charts.h"
#include "sections.h"
#include "spark/page/html_table.h"
#include "spark/page/markup.h"
#include "spark/tool/format.h"

namespace training {

using spark::page::HtmlCell;
using spark::page::HtmlTable;
using spark::page::Markup;

namespace {

using spark::stats::Psi;
using spark::stats::PsiReason;
using spark::stats::PsiStatus;
using spark::tool::fixed;

std::string_view reason_text(PsiReason reason) {
  switch (reason) {
    case PsiReason::constant:
      return "constant";
    case PsiReason::no_reference:
      return "no reference";
    case PsiReason::no_samples:
      return "no samples";
    case PsiReason::none:
      break;
  }
  return "";
}

std::string style_of_status(PsiStatus status) {
  switch (status) {
    case PsiStatus::stable:
      return "pass";
    case PsiStatus::warning:
      return "open w";
    case PsiStatus::critical:
      return "fail c";
    case PsiStatus::inconclusive:
      break;
  }
  return "soft";
}

HtmlCell cell_of(const Psi& psi) {
  return {psi.value ? fixed(*psi.value, 3) : std::string(reason_text(psi.reason)),
          style_of_status(spark::stats::status_of(psi))};
}

HtmlCell overall_of(const PsiOfSpan& span) {
  Psi overall;
  overall.value = span.overall;
  return {span.overall ? fixed(*span.overall, 3) : "–",
          style_of_status(spark::stats::status_of(overall))};
}

void add_span(HtmlTable& table, const std::string& name, const PsiOfSpan& span) {
  std::vector<HtmlCell> cells = {{name}, {spark::tool::grouped(span.rows)}, overall_of(span)};
  cells.push_back(cell_of(span.score));
  for (const Psi& psi : span.features) cells.push_back(cell_of(psi));
  table.row(std::move(cells));
}

}  // namespace

std::string psi_section(const ReportPage& page) {
  const PsiOfSpan& whole = page.psi.whole;
  const auto is_compared = [](const Psi& psi) { return psi.reason != PsiReason::no_reference; };
  const bool has_any = is_compared(whole.score) ||
                       std::any_of(whole.features.begin(), whole.features.end(), is_compared);
  if (whole.rows == 0 || !has_any) return {};
  std::vector<std::string> titles = {"from", "rows", "overall", "score"};
  for (const FeatureSummary& feature : page.features) titles.push_back(feature.name);
  HtmlTable table(
      "Weeks begin on Monday, UTC. Semibold: 0.1 to 0.2; bold and underlined: above 0.2. A week of "
      "dependent minutes has a PSI above 0 without any drift.",
      std::move(titles), 1, "dense");
  for (const PsiOfSpan& week : page.psi.weeks) add_span(table, day_text(week.from_ms), week);
  add_span(table, "all", whole);
  Markup out;
  out.open("section").element("h2", "PSI by week and feature").raw(table.render());
  return out.close("section").line().take();
}

}  // namespace training
