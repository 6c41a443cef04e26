// Strict reading of a protocol body. Errors name the faulty place, as pipelines name it.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>

#include "base/error.h"
#include "base/json_document.h"

namespace spark::oip {

using Element = simdjson::dom::element;
using Member = std::optional<Element>;  // nothing: absent or null

struct Wanted {
  std::string_view name;
  Member* member;
};

// Fills in the wanted members. A wanted member given twice is an error; other members are ignored.
// `path` is the object's: "" for the body itself.
[[nodiscard]] base::Result<void> read_members(simdjson::dom::object object, std::string_view path,
                                              std::initializer_list<Wanted> wanted);

[[nodiscard]] base::Result<simdjson::dom::object> as_object(Element element, std::string_view path);
[[nodiscard]] base::Result<simdjson::dom::array> as_array(Element element, std::string_view path,
                                                          std::string_view what);
[[nodiscard]] base::Result<std::string_view> as_text(Element element, std::string_view path);
[[nodiscard]] base::Result<bool> as_bool(Element element, std::string_view path);

[[nodiscard]] std::string joined(std::string_view path, std::string_view name);  // "inputs[0].name"
[[nodiscard]] std::string shown(Element element);            // as it was sent, cut where it is long
[[nodiscard]] std::string in_quotes(std::string_view text);  // 'text', cut where it is long

// A word of a header or a query, which may hold any bytes, in quotes; cut where it is long.
[[nodiscard]] std::string as_sent(std::string_view word);

}  // namespace spark::oip
