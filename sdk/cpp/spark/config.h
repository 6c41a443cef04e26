// spark/config.h: typed access to the settings that the host hands to create(). Valid during that
// call only: keep copies. Asking for a key that was not declared, or for the wrong type, is the
// plugin's mistake and throws.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "spark/error.h"
#include "spark/params.h"

namespace spark {

// What a parameter of type `predict` names.
struct Predict {
  std::string stage;                // the predict stage
  std::string model;                // the key under models:
  std::optional<double> budget_ms;  // nothing without a budget

  // Full name of one of its slots: score, status, version, elapsed_ms.
  [[nodiscard]] std::string slot(std::string_view field) const {
    return stage + "." + std::string(field);
  }
};

class Config {
 public:
  explicit Config(const spark_config& raw) : raw_(raw) {}

  // The instance's name: the key under plugins:, models: or stages:.
  [[nodiscard]] std::string_view name() const { return raw_.name; }

  [[nodiscard]] bool has(std::string_view key) const { return setting(key).count > 0; }

  [[nodiscard]] bool flag(std::string_view key) const { return one(key, SPARK_BOOL).as.i64 != 0; }
  [[nodiscard]] int64_t integer(std::string_view key) const { return one(key, SPARK_I64).as.i64; }
  // Numbers, ratios (0.25 for 25%) and durations (milliseconds).
  [[nodiscard]] double number(std::string_view key) const { return one(key, SPARK_F64).as.f64; }
  // Texts, paths, and names of slots, groups and models.
  [[nodiscard]] std::string text(std::string_view key) const {
    return string(one(key, SPARK_STRING));
  }

  [[nodiscard]] std::vector<std::string> texts(std::string_view key) const {
    const spark_setting& found = setting(key);
    std::vector<std::string> out;
    for (uint32_t i = 0; i < found.count; ++i) {
      out.push_back(string(typed(key, found.values[i], SPARK_STRING)));
    }
    return out;
  }

  [[nodiscard]] Predict predict(std::string_view key) const {
    const spark_setting& found = setting(key);
    if (found.count != 3) throw mistake(key, "is not a predict reference");
    Predict out{string(typed(key, found.values[0], SPARK_STRING)),
                string(typed(key, found.values[1], SPARK_STRING)), std::nullopt};
    if (found.values[2].type == SPARK_F64) out.budget_ms = found.values[2].as.f64;
    return out;
  }

 private:
  static Error mistake(std::string_view key, const char* what) {
    return Error("setting '" + std::string(key) + "' " + what, SPARK_E_INVALID);
  }

  static std::string string(const spark_value& value) { return {value.as.str, value.length}; }

  static const spark_value& typed(std::string_view key, const spark_value& value, uint32_t type) {
    if (value.type != type) throw mistake(key, "has another type");
    return value;
  }

  [[nodiscard]] const spark_value& one(std::string_view key, uint32_t type) const {
    const spark_setting& found = setting(key);
    if (found.count != 1)
      throw mistake(key, found.count == 0 ? "is not given" : "has several values");
    return typed(key, found.values[0], type);
  }

  [[nodiscard]] const spark_setting& setting(std::string_view key) const {
    for (uint32_t i = 0; i < raw_.count; ++i) {
      if (raw_.settings[i]->name == key) return *raw_.settings[i];
    }
    throw mistake(key, "is not declared");
  }

  const spark_config& raw_;
};

}  // namespace spark
