#include "spark/page/markup.h"

#include "spark/tool/visible.h"

namespace spark::page {

std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : tool::visible(text)) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      case '\'':
        out += "&#39;";
        break;
      default:
        out += c;
    }
  }
  return out;
}

Markup& Markup::open(std::string_view tag, std::string_view attributes) {
  text_.append("<").append(tag);
  if (!attributes.empty()) {
    if (attributes.front() != ' ') text_ += ' ';
    text_.append(attributes);
  }
  text_ += '>';
  return *this;
}

Markup& Markup::close(std::string_view tag) {
  text_.append("</").append(tag).append(">");
  return *this;
}

Markup& Markup::element(std::string_view tag, std::string_view text, std::string_view attributes) {
  open(tag, attributes);
  text_ += escaped(text);
  return close(tag);
}

Markup& Markup::raw(std::string_view markup) {
  text_.append(markup);
  return *this;
}

Markup& Markup::line() {
  text_ += '\n';
  return *this;
}

std::string attribute(std::string_view name, std::string_view value) {
  return std::string(" ").append(name).append("=\"").append(escaped(value)).append("\"");
}

}  // namespace spark::page
