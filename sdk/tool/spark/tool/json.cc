#include "spark/tool/json.h"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <cmath>

#include "spark/tool/format.h"
#include "spark/tool/visible.h"

namespace spark::tool {
namespace {

std::string scalar(const json::value& value) {
  if (value.is_double()) return shortest(value.get_double());
  return visible_json(json::serialize(value));
}

void print(std::string& out, const json::value& value, size_t depth) {
  const std::string indent(2 * (depth + 1), ' ');
  const std::string closing(2 * depth, ' ');
  if (const json::object* object = value.if_object(); object != nullptr && !object->empty()) {
    std::string_view separator = "{\n";
    for (const auto& member : *object) {
      out.append(separator)
          .append(indent)
          .append(visible_json(json::serialize(member.key())))
          .append(": ");
      print(out, member.value(), depth + 1);
      separator = ",\n";
    }
    out.append("\n").append(closing).append("}");
  } else if (const json::array* array = value.if_array(); array != nullptr && !array->empty()) {
    std::string_view separator = "[\n";
    for (const json::value& item : *array) {
      out.append(separator).append(indent);
      print(out, item, depth + 1);
      separator = ",\n";
    }
    out.append("\n").append(closing).append("]");
  } else {
    out += scalar(value);
  }
}

}  // namespace

Result<json::value> parse_json(std::string_view text, std::string_view what) {
  boost::system::error_code code;
  json::value value = json::parse(text, code);  // the parser's depth limit is 32
  if (code) {
    return Error{Exit::failed, std::string(what) + " is not JSON (" + code.message() + "): \"" +
                                   visible(text.substr(0, 80)) + "\""};
  }
  return value;
}

std::string pretty(const json::value& value) {
  std::string out;
  print(out, value, 0);
  out += '\n';
  return out;
}

const json::value* find(const json::value& value, std::string_view path) {
  const json::value* at = &value;
  while (!path.empty()) {
    const size_t dot = path.find('.');
    const json::object* object = at->if_object();
    if (object == nullptr) return nullptr;
    at = object->if_contains(path.substr(0, dot));
    if (at == nullptr) return nullptr;
    path = dot == std::string_view::npos ? std::string_view() : path.substr(dot + 1);
  }
  return at->is_null() ? nullptr : at;
}

const json::array& items(const json::value& value, std::string_view path) {
  static const json::array none;
  const json::value* found = find(value, path);
  return found != nullptr && found->is_array() ? found->get_array() : none;
}

std::optional<double> number(const json::value& value, std::string_view path) {
  const json::value* found = find(value, path);
  if (found == nullptr || !found->is_number()) return std::nullopt;
  return found->to_number<double>();
}

std::string text(const json::value& value) {
  if (value.is_null()) return "-";
  if (const json::string* string = value.if_string()) return visible(*string);
  if (const json::array* array = value.if_array()) {
    std::string joined;
    for (const json::value& item : *array) joined += (joined.empty() ? "" : ", ") + text(item);
    return joined.empty() ? "-" : joined;
  }
  return scalar(value);
}

std::string raw(const json::value& value, std::string_view path) {
  const json::value* found = find(value, path);
  return found != nullptr && found->is_string() ? std::string(found->get_string()) : "";
}

std::string text(const json::value& value, std::string_view path) {
  const json::value* found = find(value, path);
  return found == nullptr ? "-" : text(*found);
}

}  // namespace spark::tool
