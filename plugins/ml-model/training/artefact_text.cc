#include "artefact_text.h"

#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <cmath>

#include "spark/tool/format.h"

namespace training {

namespace json = boost::json;

namespace {

std::string plain_text(const json::value& value) {
  if (!value.is_double()) return json::serialize(value);
  return std::isfinite(value.get_double()) ? spark::tool::shortest(value.get_double()) : "null";
}

bool is_plain(const json::value& value) {
  return !value.is_object() && !value.is_array();
}

void print(std::string& out, const json::value& value, size_t depth);

// `each(item)` prints one; items stand on lines of their own, or all on one.
template <class Items, class Each>
void print_all(std::string& out, const Items& items, const char* ends, bool on_lines, size_t depth,
               Each each) {
  const std::string indent = on_lines ? "\n" + std::string(2 * (depth + 1), ' ') : "";
  const char* separator = "";
  out += ends[0];
  for (const auto& item : items) {
    out.append(separator).append(indent);
    each(item);
    separator = on_lines ? "," : ", ";
  }
  if (on_lines && !items.empty()) out.append("\n").append(2 * depth, ' ');
  out += ends[1];
}

void print(std::string& out, const json::value& value, size_t depth) {
  if (const json::object* object = value.if_object()) {
    print_all(out, *object, "{}", true, depth, [&](const auto& member) {
      out.append(json::serialize(json::string(member.key()))).append(": ");
      print(out, member.value(), depth + 1);
    });
  } else if (const json::array* array = value.if_array()) {
    const bool on_lines = !std::all_of(array->begin(), array->end(), is_plain);
    print_all(out, *array, "[]", on_lines, depth,
              [&](const json::value& item) { print(out, item, depth + 1); });
  } else {
    out += plain_text(value);
  }
}

}  // namespace

std::string artefact_text(const json::value& value) {
  std::string out;
  print(out, value, 0);
  return out + "\n";
}

json::array numbers_of(std::span<const double> values) {
  json::array out;
  out.reserve(values.size());
  for (const double value : values) out.emplace_back(value);
  return out;
}

}  // namespace training
