// The 16-byte typed value that a slot holds. The same bytes as spark_value in spark/abi.h, which
// plugin/layout.h asserts: frames are handed to plugins without a copy.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace spark::frame {

enum class Type : uint32_t {
  null = 0,  // "no value"; never the same as 0.0
  f64 = 1,
  i64 = 2,
  boolean = 3,
  string = 4,
  f64s = 5,
};

// The word that configuration and messages use: "float", "int", "bool", "string", "float[]", "any".
[[nodiscard]] std::string_view type_name(Type type);

struct Value {
  Type type = Type::null;
  uint32_t length = 0;  // bytes of a string, elements of an array
  union {
    double f64;
    int64_t i64 = 0;
    const char* str;
    const double* array;
  };

  [[nodiscard]] bool is_null() const { return type == Type::null; }
  [[nodiscard]] std::string_view text() const { return {str, length}; }
  [[nodiscard]] std::span<const double> numbers() const { return {array, length}; }

  static Value of(double number) {
    Value v;
    v.type = Type::f64;
    v.f64 = number;
    return v;
  }
  static Value of(int64_t number) {
    Value v;
    v.type = Type::i64;
    v.i64 = number;
    return v;
  }
  static Value of(bool yes) {
    Value v;
    v.type = Type::boolean;
    v.i64 = yes ? 1 : 0;
    return v;
  }
  // The text must live until the frame's observers have run.
  static Value of(std::string_view text) {
    Value v;
    v.type = Type::string;
    v.length = static_cast<uint32_t>(text.size());
    v.str = text.data();
    return v;
  }
  static Value of(std::span<const double> numbers) {
    Value v;
    v.type = Type::f64s;
    v.length = static_cast<uint32_t>(numbers.size());
    v.array = numbers.data();
    return v;
  }
};

static_assert(sizeof(Value) == 16);

}  // namespace spark::frame
