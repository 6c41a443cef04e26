#include "base/json_document.h"

#include <algorithm>

#include "base/assert.h"
#include "base/json_error.h"
#include "base/json_numbers.h"

namespace spark::base {

namespace dom = simdjson::dom;

namespace {

constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

}  // namespace

JsonDocument::JsonDocument() : parser_(std::make_unique<dom::parser>()) {}
JsonDocument::~JsonDocument() = default;

void JsonDocument::reserve(size_t bytes) {
  if (parser_->capacity() >= bytes && parser_->max_depth() == depth_max) return;
  const auto error = parser_->allocate(std::max(bytes, size_t{64}), depth_max);
  SPARK_ASSERT(error == simdjson::SUCCESS, "a body is small enough to be parsed");
}

Result<dom::object> JsonDocument::read(std::string_view body) {
  if (body.empty()) body = "{}";
  // Later versions of simdjson skip it; whether a body is JSON must not depend on the version.
  if (body.starts_with(byte_order_mark))
    return Error(explain_json_error(body, depth_max, "it begins with a byte order mark"));
  if (has_laborious_numbers(body)) return Error(std::string(laborious_numbers_text));
  reserve(body.size());
  dom::element root;
  auto error = parser_->parse(body.data(), body.size(), true).get(root);
  if (error != simdjson::SUCCESS) {
    if (const auto wide = with_wide_numbers_as_doubles(body))
      error = parser_->parse(*wide).get(root);
  }
  if (error != simdjson::SUCCESS) {
    if (error == simdjson::DEPTH_ERROR)
      return Error("the request body nests deeper than " + std::to_string(depth_max) + " levels");
    return Error(explain_json_error(body, depth_max, simdjson::error_message(error)));
  }
  dom::object object;
  if (root.get(object) != simdjson::SUCCESS)
    return Error("the request body must be a JSON object, not " + std::string(json_kind(root)));
  return object;
}

std::string_view json_kind(dom::element element) {
  switch (element.type()) {
    case dom::element_type::ARRAY:
      return "an array";
    case dom::element_type::OBJECT:
      return "an object";
    case dom::element_type::STRING:
      return "a string";
    case dom::element_type::BOOL:
      return "a boolean";
    case dom::element_type::NULL_VALUE:
      return "null";
    default:
      return "a number";
  }
}

}  // namespace spark::base
