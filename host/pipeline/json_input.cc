// Shape and types of a body that base/json_document.h has read.
#include "pipeline/json_input.h"

#include <fmt/format.h>

#include <cmath>
#include <iterator>

#include "base/assert.h"
#include "base/json_document.h"

namespace spark::pipeline {
namespace {

namespace dom = simdjson::dom;
using Field = frame::InputShape::Field;

// Texts of usual length are written without an allocation.
template <class... Args>
bool refuse(frame::Failure& failure, fmt::format_string<Args...> format, Args&&... args) {
  fmt::basic_memory_buffer<char, 512> text;
  fmt::format_to(std::back_inserter(text), format, std::forward<Args>(args)...);
  failure.set(frame::invalid, {text.data(), text.size()});
  return false;
}

bool fill_array(const Field& field, dom::element element, frame::Frame& frame,
                frame::Failure& failure) {
  dom::array array;
  if (element.get(array) != simdjson::SUCCESS) {
    return refuse(failure, "{}: expected an array of numbers, got {}", field.path,
                  base::json_kind(element));
  }
  const size_t count = array.size();
  auto* numbers = static_cast<double*>(frame::arena_alloc(frame, count * sizeof(double)));
  if (numbers == nullptr) {
    return refuse(failure, "{}: {} numbers are more than the {} allowed", field.path, count,
                  json_array_max);
  }
  size_t i = 0;
  for (const dom::element item : array) {
    if (item.get(numbers[i]) != simdjson::SUCCESS) {
      return refuse(failure, "{}[{}]: expected a number, got {}", field.path, i,
                    base::json_kind(item));
    }
    ++i;
  }
  frame.slots[field.slot] = frame::Value::of(std::span<const double>(numbers, count));
  return true;
}

bool fill_int(const Field& field, dom::element element, frame::Frame& frame,
              frame::Failure& failure) {
  int64_t whole = 0;
  if (element.get(whole) == simdjson::SUCCESS) {
    frame.slots[field.slot] = frame::Value::of(whole);
    return true;
  }
  constexpr double exact_max = 9007199254740992.0;  // 2^53: above it doubles skip whole numbers
  double number = 0;
  if (element.get(number) == simdjson::SUCCESS && std::trunc(number) == number) {
    if (std::fabs(number) > exact_max)
      return refuse(failure, "{}: the number is out of range", field.path);
    frame.slots[field.slot] = frame::Value::of(static_cast<int64_t>(number));
    return true;
  }
  return refuse(failure, "{}: expected a whole number, got {}", field.path,
                element.is_number() ? "another number" : base::json_kind(element));
}

bool fill_value(const Field& field, dom::element element, frame::Frame& frame,
                frame::Failure& failure) {
  frame::Value& slot = frame.slots[field.slot];
  switch (field.type) {
    case frame::Type::f64: {
      double number = 0;
      if (element.get(number) != simdjson::SUCCESS) {
        return refuse(failure, "{}: expected a number, got {}", field.path,
                      base::json_kind(element));
      }
      slot = frame::Value::of(number);
      return true;
    }
    case frame::Type::boolean: {
      bool yes = false;
      if (element.get(yes) != simdjson::SUCCESS) {
        return refuse(failure, "{}: expected true or false, got {}", field.path,
                      base::json_kind(element));
      }
      slot = frame::Value::of(yes);
      return true;
    }
    case frame::Type::string: {
      std::string_view text;
      if (element.get(text) != simdjson::SUCCESS) {
        return refuse(failure, "{}: expected a string, got {}", field.path,
                      base::json_kind(element));
      }
      slot = frame::Value::of(text);
      return true;
    }
    case frame::Type::i64:
      return fill_int(field, element, frame, failure);
    case frame::Type::f64s:
      return fill_array(field, element, frame, failure);
    case frame::Type::null:
      break;
  }
  SPARK_ASSERT(false, "every leaf of an input shape has a type");
  return false;
}

bool fill_object(std::span<const Field> fields, dom::object object, frame::Frame& frame,
                 frame::Failure& failure, uint64_t& seen);

// One member of the body that the shape names.
bool fill_field(const Field& field, dom::element element, frame::Frame& frame,
                frame::Failure& failure) {
  if (field.slot != frame::no_slot) return fill_value(field, element, frame, failure);
  dom::object inner;
  if (element.get(inner) != simdjson::SUCCESS) {
    return refuse(failure, "{}: expected an object, got {}", field.path, base::json_kind(element));
  }
  uint64_t seen = 0;
  return fill_object(field.fields, inner, frame, failure, seen);
}

// Members that the shape does not name are skipped.
bool fill_object(std::span<const Field> fields, dom::object object, frame::Frame& frame,
                 frame::Failure& failure, uint64_t& seen) {
  uint64_t named = 0;  // present, null or not; `seen`: present and not null
  for (const auto& [key, element] : object) {
    for (size_t i = 0; i < fields.size(); ++i) {
      const Field& field = fields[i];
      if (field.name != key) continue;
      if ((named >> i) & 1u) return refuse(failure, "{}: given twice", field.path);
      named |= uint64_t{1} << i;
      if (element.is_null()) break;
      if (!fill_field(field, element, frame, failure)) return false;
      seen |= uint64_t{1} << i;
      break;
    }
  }
  for (size_t i = 0; i < fields.size(); ++i) {
    if (!fields[i].optional && ((seen >> i) & 1u) == 0) {
      return refuse(failure, "Missing {} in request body", fields[i].path);
    }
  }
  return true;
}

bool check_one_of(const frame::InputShape& shape, uint64_t seen, frame::Failure& failure) {
  if (shape.one_of.empty()) return true;
  for (const uint32_t i : shape.one_of) {
    if ((seen >> i) & 1u) return true;
  }
  fmt::basic_memory_buffer<char, 256> names;
  for (const uint32_t i : shape.one_of) {
    fmt::format_to(std::back_inserter(names), "{}{}", names.size() > 0 ? " or " : "",
                   shape.fields[i].path);
  }
  return refuse(failure, "Missing {} in request body",
                std::string_view(names.data(), names.size()));
}

}  // namespace

JsonInput::JsonInput() : document_(std::make_unique<base::JsonDocument>()) {
  document_->reserve(4096);
}

JsonInput::~JsonInput() = default;

bool JsonInput::decode(std::string_view body, const frame::InputShape& shape, frame::Frame& frame,
                       frame::Failure& failure) {
  const auto object = document_->read(body);
  if (!object) return refuse(failure, "{}", object.error().text);
  uint64_t seen = 0;
  return fill_object(shape.fields, *object, frame, failure, seen) &&
         check_one_of(shape, seen, failure);
}

}  // namespace spark::pipeline
