// spark/params.h: the keys that a plugin, model or stage accepts, declared as a constant table:
//
//   static constexpr spark::Param params[] = {
//       {.name = "sample", .type = spark::ParamType::ratio, .fallback = "100%", .doc = "…"},
//   };
//
// The host checks the YAML against it before the plugin sees a value: unknown keys, type, unit,
// range, and that every slot, stage or model named exists. `sparkd --config-schema` prints it for
// editors. config.h reads the values.
#pragma once

#include <array>
#include <cstddef>

#include "spark/abi.h"

namespace spark {

// A key's YAML value, and the function of Config that reads it. spark/abi.h has the details.
enum class ParamType : uint32_t {
  // true or false: boolean()
  boolean = SPARK_PARAM_BOOL,
  // A whole number: i64()
  i64 = SPARK_PARAM_I64,
  // A number: f64()
  f64 = SPARK_PARAM_F64,
  // 25% or 0.25, in [0, 1] unless min and max say otherwise: f64()
  ratio = SPARK_PARAM_RATIO,
  // 60ms, 30s, 10min, 24h, 7d: f64(), in milliseconds
  duration = SPARK_PARAM_DURATION,
  // 512, 64KiB, 1MiB: i64(), in bytes
  size = SPARK_PARAM_SIZE,
  // Text: string()
  string = SPARK_PARAM_STRING,
  // A path, relative to the configuration file: string(), which is absolute
  path = SPARK_PARAM_PATH,

  // From here on for stages only: names of other parts of the pipeline.

  // A slot such as input.mid, of any type or of one: string(), its full name, for an Input
  slot = SPARK_PARAM_SLOT,
  slot_f64 = SPARK_PARAM_SLOT_F64,
  slot_i64 = SPARK_PARAM_SLOT_I64,
  slot_bool = SPARK_PARAM_SLOT_BOOL,
  slot_string = SPARK_PARAM_SLOT_STRING,
  // The beginning of several slots' names, such as input.snapshot: string()
  group = SPARK_PARAM_GROUP,
  // An earlier predict stage: predict(). The stage is made again whenever its model changes.
  predict = SPARK_PARAM_PREDICT,
  // A key under models: string(). The stage is made again whenever that model changes.
  model = SPARK_PARAM_MODEL,
};

// One key. Texts are literals, or otherwise constant for the library's life.
struct Param {
  // [A-Za-z_][A-Za-z0-9_-]*, at most 64 bytes; no two of a table are the same.
  const char* name;
  ParamType type;
  // The key must be present. A key that is neither required nor has a fallback may be absent: ask
  // Config::has().
  bool required = false;
  // A YAML list of up to 256 such values: i64s(), f64s() or strings().
  bool list = false;
  // The default, as YAML text, which must be of the type; null: there is none.
  const char* fallback = nullptr;
  // Inclusive bounds, in the unit that the value is read in; none where min == max.
  double min = 0;
  double max = 0;
  // One sentence, for operators.
  const char* doc = "";

  // The same for the C interface.
  [[nodiscard]] constexpr spark_param raw() const {
    uint32_t flags = 0;
    if (required) flags |= SPARK_PARAM_REQUIRED;
    if (list) flags |= SPARK_PARAM_LIST;
    return {name, static_cast<uint32_t>(type), flags, fallback, min, max, doc};
  }
};

// The table of a class that accepts no keys.
using NoParams = std::array<Param, 0>;

}  // namespace spark
