// A route in three words, such as `POST executor /predict`.
#include <algorithm>

#include "base/ascii.h"
#include "config/decode.h"

namespace spark::config {
namespace {

constexpr size_t path_bytes_max = 256;
constexpr const char* route_form =
    "a route such as `POST executor /predict`: method, listener, path";

std::vector<std::string> words_of(std::string_view text) {
  std::vector<std::string> words;
  std::string word;
  for (const char c : text) {
    if (c != ' ' && c != '\t' && c != '\n') {
      word += c;
    } else if (!word.empty()) {
      words.push_back(std::exchange(word, {}));
    }
  }
  if (!word.empty()) words.push_back(std::move(word));
  return words;
}

// RFC 3986 without characters that need decoding (%) or have a meaning here (*), so that a path has
// one spelling.
bool is_path_character(char c) {
  return base::is_alnum(c) ||
         std::string_view("/-._~!$&'()+,;=:@").find(c) != std::string_view::npos;
}

}  // namespace

bool is_route_path(std::string_view path) {
  if (!path.starts_with('/') || path.size() > path_bytes_max) return false;
  if (!std::all_of(path.begin(), path.end(), is_path_character)) return false;
  const std::string closed = std::string(path) + '/';
  return closed.find("/./") == std::string::npos && closed.find("/../") == std::string::npos &&
         path.find("//") == std::string_view::npos;
}

Route decode_route(const Cursor& cursor) {
  Route route;
  route.place = cursor.place();
  const auto words = words_of(cursor.node().text);
  if (cursor.node().kind != Kind::scalar || words.size() != 3) {
    cursor.fail_expected(route_form);
    return route;
  }
  route.method = words[0];
  route.listener = words[1];
  route.path = words[2];
  if (route.method != "GET" && route.method != "POST") {
    cursor.fail("expected the method GET or POST, found " + in_quotes(route.method));
  }
  if (!is_route_path(route.path)) {
    cursor.fail("expected a path such as /predict: at most " + std::to_string(path_bytes_max) +
                " letters, digits and -._~!$&'()+,;=:@/ without empty, . or .. parts, found " +
                in_quotes(route.path));
  }
  return route;
}

}  // namespace spark::config
