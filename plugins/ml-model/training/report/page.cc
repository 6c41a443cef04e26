#include "page.h"

#include "charts.h"
#include "markup.h"
#include "sections.h"
#include "style_sheet.h"

namespace training {
namespace {

void figure(Markup& out, const std::string& chart, std::string_view caption) {
  if (chart.empty()) return;
  out.open("figure").raw(chart).element("figcaption", caption).close("figure").line();
}

void charts(Markup& out, const ReportPage& page) {
  out.element("h2", "How the scores rank, and whether they are probabilities").line();
  out.open("div", "class=\"pair\"").line();
  figure(out, roc_chart(page), "ROC: hits selected against misses selected, over all thresholds.");
  figure(out, precision_chart(page),
         "Precision by quantile: each bar is one group of rows by score. Intervals are over days.");
  figure(out, reliability_chart(page),
         "Calibration: on the diagonal, what is said is what comes. Bars at the bottom: how many "
         "rows said so.");
  figure(out, psi_chart(page),
         "PSI against the reference in the artefact: below 0.1 stable, above 0.2 critical.");
  out.close("div").line();
}

}  // namespace

std::string html_page(const ReportPage& page) {
  Markup out;
  out.raw("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
  out.raw("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
  // No source is allowed at all, so that a text that slipped through could load and run nothing.
  out.raw("<meta http-equiv=\"Content-Security-Policy\" ");
  out.raw("content=\"default-src 'none'; style-src 'unsafe-inline'\">\n");
  out.element("title", page.title + ": " + page.verdict).line();
  out.open("style").raw(style_sheet).close("style").line();
  out.raw("</head>\n<body>\n");
  out.raw(head_section(page)).raw(requirements_section(page)).raw(measures_section(page));
  if (page.measures.rows > 0) charts(out, page);
  out.raw(top_section(page)).raw(months_section(page)).raw(comparison_section(page));
  out.raw(psi_section(page));
  out.raw(features_section(page)).raw(notes_section(page));
  out.raw("</body>\n</html>\n");
  return out.take();
}

}  // namespace training
