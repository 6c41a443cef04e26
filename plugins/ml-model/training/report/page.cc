#include "page.h"

#include "charts.h"
#include "sections.h"
#include "spark/page/document.h"
#include "spark/page/markup.h"

namespace training {

using spark::page::figure;
using spark::page::Markup;

namespace {

std::string charts(const ReportPage& page) {
  Markup out;
  out.element("h2", "How the scores rank, and whether they are probabilities").line();
  out.open("div", "class=\"pair\"").line();
  out.raw(
      figure(roc_chart(page), "ROC: hits selected against misses selected, over all thresholds."));
  out.raw(figure(
      precision_chart(page),
      "Precision by quantile: each bar is one group of rows by score. Intervals are over days."));
  out.raw(figure(reliability_chart(page),
                 "Calibration: on the diagonal, what is said is what comes. Bars at the bottom: "
                 "how many rows said so."));
  out.raw(figure(psi_chart(page),
                 "PSI against the reference in the artefact: below 0.1 stable, above 0.2 "
                 "critical."));
  out.close("div").line();
  return out.take();
}

}  // namespace

std::string html_page(const ReportPage& page) {
  Markup body;
  body.raw(head_section(page)).raw(requirements_section(page)).raw(measures_section(page));
  if (page.measures.rows > 0) body.raw(charts(page));
  body.raw(top_section(page)).raw(months_section(page)).raw(comparison_section(page));
  body.raw(psi_section(page));
  body.raw(features_section(page)).raw(notes_section(page));
  return spark::page::document(page.title + ": " + page.verdict, body.take());
}

}  // namespace training
