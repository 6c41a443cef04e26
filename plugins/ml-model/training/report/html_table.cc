#include "html_table.h"

#include "markup.h"

namespace training {

std::string HtmlTable::render() const {
  Markup out;
  out.open("div", "class=\"scroll\"").open("table").element("caption", caption_).line();
  const auto style_of = [&](size_t column, std::string_view more) {
    std::string style(column < texts_ ? "" : "n");
    if (!more.empty()) style.append(style.empty() ? "" : " ").append(more);
    return style.empty() ? style : attribute("class", style);
  };
  out.open("thead").open("tr");
  for (size_t i = 0; i < titles_.size(); ++i)
    out.element("th", titles_[i], "scope=\"col\"" + style_of(i, ""));
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

}  // namespace training
