#include "base/json_strict.h"

#include <set>
#include <string>

#include "base/json_document.h"
#include "base/json_text.h"
#include "base/text.h"
#include "base/utf8.h"

namespace spark::base {
namespace {

namespace dom = simdjson::dom;

std::string twice(std::string_view name) {
  std::string text = "the member ";
  append_json_string(text, whole_characters(name, quoted_bytes_max));
  return text.append(" is there twice");
}

Result<void> check_members(dom::object object);

// The depth is bounded by the parser's.
Result<void> check_value(dom::element element) {
  dom::object object;
  if (element.get(object) == simdjson::SUCCESS) return check_members(object);
  dom::array array;
  if (element.get(array) != simdjson::SUCCESS) return {};
  for (const dom::element each : array)
    if (auto checked = check_value(each); !checked) return checked;
  return {};
}

Result<void> check_members(dom::object object) {
  std::set<std::string_view> names;
  for (const auto& [name, value] : object) {
    if (!names.insert(name).second) return Error(twice(name));
    if (auto checked = check_value(value); !checked) return checked;
  }
  return {};
}

}  // namespace

Result<void> check_strict_json(std::string_view text) {
  if (text.empty()) return Error("expected a JSON object, found nothing");
  JsonDocument document;
  auto object = document.read(text);
  if (!object) return object.error();
  return check_members(*object);
}

}  // namespace spark::base
