// Text to tree in three parts: checks of the bytes alone, yaml-cpp's events, and checks at the end.
// yaml-cpp's scanner takes linear time on hostile input of the size allowed here. Its parser
// recurses one level per event, so TreeBuilder's depth limit bounds its stack, too. A bracket count
// before parsing would have to know quotes, comments and block texts, and adds nothing.
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include <algorithm>
#include <exception>
#include <sstream>

#include "config/node.h"
#include "config/text.h"
#include "config/tree_builder.h"

namespace spark::config {
namespace {

constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

Place place_at(std::string_view text, size_t offset, const std::string& file) {
  const std::string_view before = text.substr(0, offset);
  const size_t newline = before.rfind('\n');
  const size_t line_start = newline == std::string_view::npos ? 0 : newline + 1;
  const auto lines = std::count(before.begin(), before.end(), '\n');
  return {file, static_cast<uint32_t>(lines) + 1, static_cast<uint32_t>(offset - line_start) + 1};
}

// yaml-cpp skips an unknown directive anywhere: a line that begins with % would vanish silently.
size_t find_directive(std::string_view text) {
  if (text.starts_with('%')) return 0;
  const size_t newline = std::min(text.find("\n%"), text.find("\r%"));
  return newline == std::string_view::npos ? newline : newline + 1;
}

bool acceptable(std::string_view text, const std::string& file, Errors& errors) {
  if (text.size() > file_bytes_max) {
    errors.add({file, 0, 0}, "",
               "expected at most " + std::to_string(file_bytes_max) + " bytes, found more");
    return false;
  }
  if (const auto bad = first_bad_byte(text)) {
    errors.add(place_at(text, bad->offset, file), "",
               "expected UTF-8 text; this byte " + std::string(bad->why));
    return false;
  }
  if (const size_t offset = find_directive(text); offset != std::string_view::npos) {
    errors.add(place_at(text, offset, file), "", "a line must not begin with %");
    return false;
  }
  return true;
}

// yaml-cpp's messages for the commonest slips help little.
std::string explained(const std::string& message) {
  // Later versions append the anchor's name, which may be of any length.
  constexpr std::string_view no_anchor = "the referenced anchor is not defined";
  const bool is_alias = message.starts_with(no_anchor);
  std::string text = "not YAML: ";
  text += is_alias ? no_anchor : message;
  if (is_alias) {
    text += "; an alias (*name) is not allowed; quote the value if it is text";
  } else if (message == "unknown token") {
    text += "; inside { } and [ ], quote a value that contains ? [ ] { } or ,";
  } else if (message == "illegal map value") {
    text += "; quote a value that contains ': ', and indent with spaces";
  }
  return text;
}

}  // namespace

Node parse_yaml(std::string_view text, const std::string& file, Errors& errors) {
  if (text.starts_with(byte_order_mark)) text.remove_prefix(byte_order_mark.size());
  if (!acceptable(text, file, errors)) return {};
  TreeBuilder builder(text, file, errors);
  try {
    std::istringstream stream{std::string(text)};
    YAML::Parser parser(stream);
    while (parser.HandleNextDocument(builder)) {
    }
    builder.check_last_quote();
    return builder.take_root();
  } catch (const Stop&) {
  } catch (const YAML::Exception& error) {
    errors.add(builder.place_of(error.mark), "", explained(error.msg));
  } catch (const std::exception& error) {
    errors.add({file, 0, 0}, "", std::string("not YAML: ") + error.what());
  }
  return {};
}

}  // namespace spark::config
