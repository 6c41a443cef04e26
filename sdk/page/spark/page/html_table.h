// A table of a page: titles, rows, numbers to the right.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace spark::page {

struct HtmlCell {
  std::string text;
  std::string style{};  // classes of the style sheet
};

class HtmlTable {
 public:
  // All columns but the first `texts` are numbers. `style`: a class of the style sheet.
  HtmlTable(std::string caption, std::vector<std::string> titles, size_t texts = 1,
            std::string style = {})
      : caption_(std::move(caption)),
        titles_(std::move(titles)),
        texts_(texts),
        style_(std::move(style)) {}

  // The first cell heads its row.
  void row(std::vector<HtmlCell> cells) { rows_.push_back(std::move(cells)); }
  [[nodiscard]] std::string render() const;

 private:
  std::string caption_;
  std::vector<std::string> titles_;
  size_t texts_;
  std::string style_;
  std::vector<std::vector<HtmlCell>> rows_;
};

}  // namespace spark::page
