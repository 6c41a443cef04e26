// Settings as a host would hand them to create(): the declared defaults, and what the test sets
// over them.
#pragma once

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "spark/abi.h"

namespace spark::testing {

class Settings {
 public:
  Settings(const spark_param* const* params, uint32_t count);

  using Scalar = std::variant<std::monostate, bool, int64_t, double, std::string>;

  // Throws if no such parameter is declared.
  Settings& set(const std::string& name, Scalar value);
  Settings& list(const std::string& name, const std::vector<std::string>& values);
  Settings& predict(const std::string& name, const std::string& stage, const std::string& model,
                    std::optional<double> budget_ms);

  // Valid until this object changes.
  [[nodiscard]] const spark_config* raw();

  std::string name = "instance";

 private:
  struct Setting {
    std::string name;
    std::vector<Scalar> scalars;
    std::vector<spark_value> values;
    spark_setting raw{};
  };
  Setting& find(const std::string& name);

  std::vector<Setting> settings_;
  std::vector<const spark_setting*> pointers_;
  spark_config raw_{};
};

}  // namespace spark::testing
