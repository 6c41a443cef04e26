#include "document_reader.h"

#include <cmath>

#include "spark/error.h"

namespace promote {

namespace dom = simdjson::dom;

Value Value::at(std::string_view path) const {
  if (!is_there_) return {};
  dom::element here = element_;
  while (!path.empty()) {
    const size_t dot = path.find('.');
    if (here.at_key(path.substr(0, dot)).get(here) != simdjson::SUCCESS) return {};
    path = dot == std::string_view::npos ? std::string_view() : path.substr(dot + 1);
  }
  return here.is_null() ? Value() : Value(here);
}

std::optional<double> Value::number() const {
  double value = 0;
  if (!is_there_ || element_.get(value) != simdjson::SUCCESS) return {};
  return value;
}

std::optional<int64_t> Value::whole() const {
  int64_t value = 0;
  if (is_there_ && element_.get(value) == simdjson::SUCCESS) return value;
  const auto as_double = number();
  if (!as_double || std::abs(*as_double) > 9e15 || std::trunc(*as_double) != *as_double) return {};
  return static_cast<int64_t>(*as_double);
}

std::optional<bool> Value::flag() const {
  bool value = false;
  if (!is_there_ || element_.get(value) != simdjson::SUCCESS) return {};
  return value;
}

std::optional<std::string> Value::text() const {
  std::string_view value;
  if (!is_there_ || element_.get(value) != simdjson::SUCCESS) return {};
  return std::string(value);
}

std::vector<Value> Value::list() const {
  std::vector<Value> all;
  dom::array array;
  if (!is_there_ || element_.get(array) != simdjson::SUCCESS) return all;
  for (const dom::element each : array) all.emplace_back(each);
  return all;
}

std::vector<std::string> Value::texts() const {
  std::vector<std::string> all;
  for (const Value& each : list()) all.push_back(each.text().value_or(""));
  return all;
}

Document::Document(const std::string& name, std::string_view text) {
  dom::element root;
  const simdjson::error_code error = parser_.parse(text.data(), text.size(), true).get(root);
  if (error != simdjson::SUCCESS || !root.is_object())
    throw spark::Error(name + ": expected a JSON object", SPARK_E_INVALID);
  root_ = Value(root);
}

}  // namespace promote
