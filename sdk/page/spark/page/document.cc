#include "spark/page/document.h"

#include "spark/page/markup.h"
#include "spark/page/style_sheet.h"

namespace spark::page {

std::string document(std::string_view title, std::string_view body) {
  Markup out;
  out.raw("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
  out.raw("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
  // No source is allowed at all, so that a text that slipped through could load and run nothing.
  out.raw("<meta http-equiv=\"Content-Security-Policy\" ");
  out.raw("content=\"default-src 'none'; style-src 'unsafe-inline'\">\n");
  out.element("title", title).line();
  out.open("style").raw(style_sheet).close("style").line();
  out.raw("</head>\n<body>\n").raw(body).raw("</body>\n</html>\n");
  return out.take();
}

std::string figure(std::string_view chart, std::string_view caption) {
  if (chart.empty()) return {};
  Markup out;
  out.open("figure").raw(chart).element("figcaption", caption).close("figure").line();
  return out.take();
}

}  // namespace spark::page
