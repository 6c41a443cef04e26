#include "spark/page/html_table.h"

#include "spark/page/markup.h"

namespace spark::page {
namespace {

// A name that is wider than its column breaks after an underscore.
std::string breakable(const std::string& title) {
  std::string out;
  for (const char c : escaped(title)) {
    out += c;
    if (c == '_') out += "<wbr>";
  }
  return out;
}

}  // namespace

std::string HtmlTable::render() const {
  Markup out;
  out.open("div", "class=\"scroll\"")
      .open("table", style_.empty() ? style_ : attribute("class", style_))
      .element("caption", caption_)
      .line();
  const auto style_of = [&](size_t column, std::string_view more) {
    std::string style(column < texts_ ? "" : "n");
    if (!more.empty()) style.append(style.empty() ? "" : " ").append(more);
    return style.empty() ? style : attribute("class", style);
  };
  out.open("thead").open("tr");
  for (size_t i = 0; i < titles_.size(); ++i)
    out.open("th", "scope=\"col\"" + style_of(i, "")).raw(breakable(titles_[i])).close("th");
  out.close("tr").close("thead").line().open("tbody");
  for (const std::vector<HtmlCell>& cells : rows_) {
    out.open("tr");
    for (size_t i = 0; i < cells.size(); ++i) {
      const std::string style = style_of(i, cells[i].style);
      if (i == 0)
        out.element("th", cells[i].text, "scope=\"row\"" + style);
      else
        out.element("td", cells[i].text, style);
    }
    out.close("tr").line();
  }
  out.close("tbody").close("table").close("div").line();
  return out.take();
}

}  // namespace spark::page
