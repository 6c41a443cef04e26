// What a JSON value is, for messages about what was expected. A header alone: base links no
// simdjson, whoever includes this does.
#pragma once

#include <simdjson.h>

#include <string_view>

namespace spark::base {

[[nodiscard]] inline std::string_view json_kind(simdjson::dom::element element) {
  switch (element.type()) {
    case simdjson::dom::element_type::ARRAY:
      return "an array";
    case simdjson::dom::element_type::OBJECT:
      return "an object";
    case simdjson::dom::element_type::STRING:
      return "a string";
    case simdjson::dom::element_type::BOOL:
      return "a boolean";
    case simdjson::dom::element_type::NULL_VALUE:
      return "null";
    default:
      return "a number";
  }
}

}  // namespace spark::base
