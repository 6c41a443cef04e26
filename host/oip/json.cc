#include "oip/json.h"

#include <algorithm>
#include <utility>

#include "base/json_text.h"
#include "base/printable.h"
#include "base/text.h"
#include "base/utf8.h"

namespace spark::oip {

namespace dom = simdjson::dom;

namespace {

constexpr size_t shown_bytes_max = 64;  // of a client's text, in an error about it

base::Error expected(std::string_view path, std::string_view what, Element element) {
  return base::Error(std::string(path) + ": expected " + std::string(what) + ", got " +
                     std::string(base::json_kind(element)));
}

void append_text(std::string& out, std::string_view text) {
  base::append_json_string(out, base::whole_characters(text, shown_bytes_max + 1));
}

// Appends `element` as JSON, and may stop when `out` is longer than shown_bytes_max: an element may
// be as large as a body.
void append_beginning(std::string& out, Element element) {
  dom::array array;
  dom::object object;
  std::string_view text;
  const char* separator = "";
  if (element.get(array) == simdjson::SUCCESS) {
    out += '[';
    for (const Element item : array) {
      if (out.size() > shown_bytes_max) return;
      append_beginning(out += std::exchange(separator, ","), item);
    }
    out += ']';
  } else if (element.get(object) == simdjson::SUCCESS) {
    out += '{';
    for (const auto& [key, value] : object) {
      if (out.size() > shown_bytes_max) return;
      append_text(out += std::exchange(separator, ","), key);
      append_beginning(out += ':', value);
    }
    out += '}';
  } else if (element.get(text) == simdjson::SUCCESS) {
    append_text(out, text);
  } else {
    out += simdjson::minify(element);
  }
}

}  // namespace

base::Result<void> read_members(dom::object object, std::string_view path,
                                std::initializer_list<Wanted> wanted) {
  uint32_t seen = 0;
  for (const auto& [key, element] : object) {
    uint32_t bit = 1;
    for (const Wanted& each : wanted) {
      if (each.name == key) {
        if ((seen & bit) != 0) return base::Error(joined(path, key) + ": given twice");
        seen |= bit;
        if (!element.is_null()) *each.member = element;
        break;
      }
      bit <<= 1;
    }
  }
  return {};
}

base::Result<dom::object> as_object(Element element, std::string_view path) {
  dom::object object;
  if (element.get(object) != simdjson::SUCCESS) return expected(path, "an object", element);
  return object;
}

base::Result<dom::array> as_array(Element element, std::string_view path, std::string_view what) {
  dom::array array;
  if (element.get(array) != simdjson::SUCCESS) return expected(path, what, element);
  return array;
}

base::Result<std::string_view> as_text(Element element, std::string_view path) {
  std::string_view text;
  if (element.get(text) != simdjson::SUCCESS) return expected(path, "a string", element);
  return text;
}

base::Result<bool> as_bool(Element element, std::string_view path) {
  bool yes = false;
  if (element.get(yes) != simdjson::SUCCESS) return expected(path, "true or false", element);
  return yes;
}

std::string joined(std::string_view path, std::string_view name) {
  return path.empty() ? std::string(name) : std::string(path) + '.' + std::string(name);
}

std::string shown(Element element) {
  std::string text;
  append_beginning(text, element);
  return base::shortened(text, shown_bytes_max);
}

std::string in_quotes(std::string_view text) {
  return '\'' + base::shortened(text, shown_bytes_max) + '\'';
}

std::string as_sent(std::string_view word) {
  return '\'' +
         base::cut(base::made_printable(base::cut(word, base::quoted_bytes_max)),
                   base::quoted_bytes_max) +
         '\'';
}

}  // namespace spark::oip
