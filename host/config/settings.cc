// A `with:` block against a schema: one converter per type, for written values and for defaults.
#include "config/settings.h"

#include <algorithm>
#include <cstdio>
#include <optional>

#include "base/names.h"
#include "config/numbers.h"
#include "config/reader.h"
#include "config/units.h"

namespace spark::config {
namespace {

using base::Param;
using base::ParamType;
using base::Scalar;

constexpr size_t list_max = 256;

std::string bound(double number) {
  char text[32];
  std::snprintf(text, sizeof text, "%.12g", number);
  return text;
}

// Adds a mistake and returns nothing for a number outside the param's bounds.
template <class T>
std::optional<Scalar> bounded(std::optional<T> value, const Param& param, const Cursor& cursor) {
  if (!value) return std::nullopt;
  double min = param.min;
  double max = param.max;
  if (min == max) {
    if (param.type != ParamType::ratio) return *value;
    min = 0;
    max = 1;
  }
  const auto number = static_cast<double>(*value);
  if (number >= min && number <= max) return *value;
  const char* unit = param.type == ParamType::duration ? " ms"
                     : param.type == ParamType::size   ? " bytes"
                                                       : "";
  cursor.fail_expected(bound(min) + " to " + bound(max) + unit);
  return std::nullopt;
}

std::optional<Scalar> text_of(std::optional<std::string> text) {
  if (!text) return std::nullopt;
  return *std::move(text);
}

std::optional<Scalar> group_of(const Cursor& cursor) {
  if (cursor.node().kind == Kind::scalar && base::is_dotted_name(cursor.node().text, 1))
    return cursor.node().text;
  cursor.fail_expected("the beginning of slots, such as input.snapshot");
  return std::nullopt;
}

std::optional<Scalar> path_of(const Cursor& cursor, const std::filesystem::path& folder) {
  // What has a scheme, such as recorder://predict, is no path, and stays as it is.
  if (cursor.node().kind == Kind::scalar && cursor.node().text.find("://") != std::string::npos)
    return cursor.node().text;
  const auto path = cursor.path_from(folder);
  if (!path) return std::nullopt;
  return path->string();
}

std::optional<Scalar> boolean_of(const Cursor& cursor) {
  const auto value = cursor.boolean();
  if (!value) return std::nullopt;
  return *value;
}

std::optional<Scalar> string_of(const Cursor& cursor) {
  if (cursor.node().kind == Kind::scalar) return cursor.node().text;  // "" is a text
  cursor.fail_expected("text");
  return std::nullopt;
}

std::optional<Scalar> convert(const Cursor& cursor, const Param& param,
                              const std::filesystem::path& folder) {
  switch (param.type) {
    case ParamType::boolean:
      return boolean_of(cursor);
    case ParamType::i64:
      return bounded(cursor.parsed(parse_whole, "a whole number", true), param, cursor);
    case ParamType::f64:
      return bounded(cursor.parsed(parse_number, "a number", true), param, cursor);
    case ParamType::ratio:
      return bounded(cursor.parsed(parse_ratio, "a ratio such as 2% or 0.02", false), param,
                     cursor);
    case ParamType::duration:
      return bounded(
          cursor.parsed(parse_duration_ms, "a duration such as 60ms, 30s, 10min, 24h or 7d", false),
          param, cursor);
    case ParamType::size:
      return bounded(cursor.parsed(parse_size_bytes, "a size such as 512, 64KiB or 1MiB", false),
                     param, cursor);
    case ParamType::string:
      return string_of(cursor);
    case ParamType::path:
      return path_of(cursor, folder);
    case ParamType::slot:
    case ParamType::slot_f64:
    case ParamType::slot_i64:
    case ParamType::slot_bool:
    case ParamType::slot_string:
      return text_of(cursor.slot());
    case ParamType::group:
      return group_of(cursor);
    case ParamType::predict:
    case ParamType::model:
      return text_of(cursor.name());
  }
  cursor.fail("the plugin declares a type of setting that this host does not know");
  return std::nullopt;
}

std::vector<Scalar> values_of(const Cursor& cursor, const Param& param,
                              const std::filesystem::path& folder) {
  std::vector<Scalar> values;
  if (!param.list) {
    if (auto value = convert(cursor, param, folder)) values.push_back(*std::move(value));
    return values;
  }
  const auto& items = cursor.node().items;
  if (cursor.node().kind != Kind::list) {
    cursor.fail_expected("a list, such as [a, b]");
  } else if (items.size() > list_max) {
    cursor.fail("expected at most " + std::to_string(list_max) + " values, found " +
                std::to_string(items.size()));
  } else if (items.empty() && param.required) {
    cursor.fail("expected at least one value");
  } else {
    for (size_t i = 0; i < items.size(); ++i) {
      if (auto value = convert(cursor.item(i), param, folder)) values.push_back(*std::move(value));
    }
  }
  return values;
}

// If its own type refuses a default, the message must blame the plugin, not the user.
std::vector<Scalar> default_of(const Cursor& block, const Param& param,
                               const std::filesystem::path& folder) {
  Errors inner;
  const Node node = parse_yaml(*param.fallback, "", inner);
  std::vector<Scalar> values;
  if (inner.empty()) values = values_of(Cursor(node, param.name, inner), param, folder);
  for (const Mistake& mistake : inner.all()) {
    block.fail("the plugin's own default of '" + param.name + "' is wrong: " + mistake.text);
  }
  return values;
}

}  // namespace

base::Settings check_settings(const Node& with, const base::Schema& schema, const std::string& path,
                              const std::filesystem::path& folder, Errors& errors) {
  Node empty;  // an absent block is an empty one, at the same place
  empty.kind = Kind::map;
  empty.place = with.place;
  const Node& block = with.kind == Kind::null ? empty : with;
  const Cursor cursor(block, path, errors);
  MapReader map(cursor, "a map of settings");
  base::Settings settings;
  for (const Param& param : schema) {
    base::Setting setting{param.name, {}};
    const auto given = param.required ? map.require(param.name) : map.find(param.name);
    if (given) {
      setting.values = values_of(*given, param, folder);
    } else if (param.fallback) {
      setting.values = default_of(cursor, param, folder);
    }
    settings.push_back(std::move(setting));
  }
  map.refuse_others();
  return settings;
}

Place place_of(const Node& with, std::string_view name) {
  for (const auto& [key, value] : with.entries) {
    if (key.text == name) return key.place;
  }
  return with.place;
}

}  // namespace spark::config
