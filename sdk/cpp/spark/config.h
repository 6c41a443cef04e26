// spark/config.h: typed access to the settings that a constructor is given:
//
//   Spread(MyPlugin&, const spark::Config& config)
//       : most_bp_(config.f64("most_bp")), mid_(*this, config.string("mid")) {}
//
// The host has checked every value against the declared params. So a constructor checks only facts
// that a table cannot state, such as the order of two keys; it throws SPARK_E_INVALID then.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "spark/error.h"
#include "spark/params.h"

namespace spark {

// The predict stage that a parameter of type `predict` names.
struct Predict {
  // Its key under stages:.
  std::string stage;
  // Its model's key under models:.
  std::string model;
  // Nothing without a budget.
  std::optional<double> budget_ms;

  // Full name of one of its slots, for an Input: "score" (double), "status" (int64_t,
  // SPARK_STATUS_*), "version" (std::string_view), "elapsed_ms" (double).
  [[nodiscard]] std::string slot(std::string_view field) const {
    return stage + "." + std::string(field);
  }
};

// Valid during the constructor's call only: keep copies. Asking for a key that was not declared, of
// another type, or that is absent, is the plugin's mistake and throws SPARK_E_INVALID; has() tells
// whether a key that is neither required nor has a default was given. [builder]
class Config {
 public:
  explicit Config(const spark_config& raw) : raw_(raw) {}

  // The instance's name: the key under plugins:, models: or stages:.
  [[nodiscard]] std::string_view name() const { return raw_.name; }

  // Whether the key has a value: its own, or the default.
  [[nodiscard]] bool has(std::string_view key) const { return setting(key).count > 0; }

  // Of type boolean.
  [[nodiscard]] bool boolean(std::string_view key) const {
    return one(key, SPARK_BOOL).as.i64 != 0;
  }
  // Of type i64, or size (bytes).
  [[nodiscard]] int64_t i64(std::string_view key) const { return one(key, SPARK_I64).as.i64; }
  // Of type f64, ratio (0.25 for 25%) or duration (milliseconds).
  [[nodiscard]] double f64(std::string_view key) const { return one(key, SPARK_F64).as.f64; }
  // Of type string, path, slot, group or model.
  [[nodiscard]] std::string string(std::string_view key) const {
    return copy(one(key, SPARK_STRING));
  }
  // The same three with `list`; empty if the key is absent.
  [[nodiscard]] std::vector<int64_t> i64s(std::string_view key) const {
    return all<int64_t>(key, SPARK_I64, [](const spark_value& value) { return value.as.i64; });
  }
  [[nodiscard]] std::vector<double> f64s(std::string_view key) const {
    return all<double>(key, SPARK_F64, [](const spark_value& value) { return value.as.f64; });
  }
  [[nodiscard]] std::vector<std::string> strings(std::string_view key) const {
    return all<std::string>(key, SPARK_STRING, copy);
  }
  // Of type predict.
  [[nodiscard]] Predict predict(std::string_view key) const {
    const spark_setting& found = setting(key);
    if (found.count != 3) throw mistake(key, "is not a predict reference");
    Predict out{copy(typed(key, found.values[0], SPARK_STRING)),
                copy(typed(key, found.values[1], SPARK_STRING)), std::nullopt};
    if (found.values[2].type == SPARK_F64) out.budget_ms = found.values[2].as.f64;
    return out;
  }

 private:
  // The error for a key that the author did not declare, or declared with another type.
  static Error mistake(std::string_view key, const char* what) {
    return Error("setting '" + std::string(key) + "' " + what, SPARK_E_INVALID);
  }

  static std::string copy(const spark_value& value) { return {value.as.str, value.length}; }

  static const spark_value& typed(std::string_view key, const spark_value& value, uint32_t type) {
    if (value.type != type) throw mistake(key, "has another type");
    return value;
  }

  // Every value of a list.
  template <class T, class Read>
  [[nodiscard]] std::vector<T> all(std::string_view key, uint32_t type, Read read) const {
    const spark_setting& found = setting(key);
    std::vector<T> out;
    for (uint32_t i = 0; i < found.count; ++i) {
      out.push_back(read(typed(key, found.values[i], type)));
    }
    return out;
  }

  // The value of a key that has exactly one.
  [[nodiscard]] const spark_value& one(std::string_view key, uint32_t type) const {
    const spark_setting& found = setting(key);
    if (found.count != 1)
      throw mistake(key, found.count == 0 ? "is not given" : "has several values");
    return typed(key, found.values[0], type);
  }

  // Every declared key is there, if only with no value.
  [[nodiscard]] const spark_setting& setting(std::string_view key) const {
    for (uint32_t i = 0; i < raw_.count; ++i) {
      if (raw_.settings[i]->name == key) return *raw_.settings[i];
    }
    throw mistake(key, "is not declared");
  }

  const spark_config& raw_;
};

}  // namespace spark
