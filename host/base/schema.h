// The parameters that a configuration block may have (Param), and the values found (Setting).
//
// Plugins declare params; config/ checks YAML against them; plugin/ hands the settings to the
// plugin. Those layers do not know each other, so their shared types live here.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace spark::base {

enum class ParamType : uint32_t {  // the same numbers as SPARK_PARAM_* in spark/abi.h
  boolean = 1,
  i64 = 2,
  f64 = 3,
  ratio = 4,     // 25% or 0.25; f64
  duration = 5,  // f64, milliseconds
  size = 6,      // i64, bytes
  string = 7,
  path = 8,  // made absolute from the configuration file's folder
  slot = 9,
  slot_f64 = 10,
  slot_i64 = 11,
  slot_bool = 12,
  slot_string = 13,
  group = 14,    // prefix of slots
  predict = 15,  // name of an earlier predict stage
  model = 16,
};

struct Param {
  std::string name;
  ParamType type = ParamType::string;
  bool required = false;
  bool list = false;
  std::optional<std::string> fallback;  // default, as YAML text
  double min = 0;                       // inclusive; no bounds where min == max
  double max = 0;
  std::string doc;
};

using Schema = std::vector<Param>;

// monostate: null, as in a predict reference without a budget.
using Scalar = std::variant<std::monostate, bool, int64_t, double, std::string>;

struct Setting {
  std::string name;
  std::vector<Scalar> values;  // empty: absent; several: a list, or a predict reference
};

// One setting per param, in the schema's order.
using Settings = std::vector<Setting>;

}  // namespace spark::base
