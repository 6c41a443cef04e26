// HTML and SVG as text, with all that comes from outside escaped.
#pragma once

#include <string>
#include <string_view>

namespace spark::page {

// Text for an element's content or for an attribute in double quotes. Control characters, those
// that set the direction of writing and bytes that are no UTF-8 are made visible first. [any]
[[nodiscard]] std::string escaped(std::string_view text);

// A page being written. Tags and attributes are the program's own; texts are escaped.
class Markup {
 public:
  // `attributes` as they stand in the tag: `class="wide" role="img"`.
  Markup& open(std::string_view tag, std::string_view attributes = {});
  Markup& close(std::string_view tag);
  // <tag attributes>text</tag>
  Markup& element(std::string_view tag, std::string_view text, std::string_view attributes = {});
  Markup& raw(std::string_view markup);  // markup of our own
  Markup& line();                        // a line feed, so that the page can be read and compared

  [[nodiscard]] std::string take() { return std::move(text_); }

 private:
  std::string text_;
};

// name="value", with a blank before it. [any]
[[nodiscard]] std::string attribute(std::string_view name, std::string_view value);

}  // namespace spark::page
