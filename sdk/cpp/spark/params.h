// spark/params.h: the keys that a plugin, model or stage accepts, declared as a constant table:
//
//   static constexpr spark::Param params[] = {
//       {.name = "sample", .type = spark::ParamType::ratio, .fallback = "100%", .doc = "…"},
//   };
//
// The host checks the YAML against it before the plugin sees a value.
#pragma once

#include <array>
#include <cstddef>

#include "spark/abi.h"

namespace spark {

enum class ParamType : uint32_t {
  flag = SPARK_PARAM_BOOL,
  integer = SPARK_PARAM_I64,
  number = SPARK_PARAM_F64,
  ratio = SPARK_PARAM_RATIO,
  duration = SPARK_PARAM_DURATION,
  size = SPARK_PARAM_SIZE,
  text = SPARK_PARAM_STRING,
  path = SPARK_PARAM_PATH,
  slot = SPARK_PARAM_SLOT,
  slot_f64 = SPARK_PARAM_SLOT_F64,
  slot_i64 = SPARK_PARAM_SLOT_I64,
  slot_bool = SPARK_PARAM_SLOT_BOOL,
  slot_string = SPARK_PARAM_SLOT_STRING,
  group = SPARK_PARAM_GROUP,
  predict = SPARK_PARAM_PREDICT,
  model = SPARK_PARAM_MODEL,
};

struct Param {
  const char* name;
  ParamType type;
  bool required = false;
  bool list = false;
  const char* fallback = nullptr;  // the default, as YAML text; null: absent when not given
  double min = 0;                  // inclusive; no bounds where min == max
  double max = 0;
  const char* doc = "";  // one sentence

  [[nodiscard]] constexpr spark_param raw() const {
    uint32_t flags = 0;
    if (required) flags |= SPARK_PARAM_REQUIRED;
    if (list) flags |= SPARK_PARAM_LIST;
    return {name, static_cast<uint32_t>(type), flags, fallback, min, max, doc};
  }
};

using NoParams = std::array<Param, 0>;

namespace glue {

// The C form of a table of Params: constant data, made by the compiler.
template <const auto& params>
struct ParamTable {
  static constexpr size_t count = std::size(params);
  static constexpr auto raw = [] {
    std::array<spark_param, count> out{};
    for (size_t i = 0; i < count; ++i) out[i] = params[i].raw();
    return out;
  }();
  static constexpr auto pointers = [] {
    std::array<const spark_param*, count> out{};
    for (size_t i = 0; i < count; ++i) out[i] = &raw[i];
    return out;
  }();
};

}  // namespace glue
}  // namespace spark
