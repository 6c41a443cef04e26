// Checked settings in the shape that plugins take them.
#pragma once

#include <string>
#include <vector>

#include "base/schema.h"
#include "spark/abi.h"

namespace spark::plugin {

// Views into `scalar`; a null where it holds nothing.
[[nodiscard]] spark_value to_value(const base::Scalar& scalar);

// A spark_config over `settings`, which must outlive it. For the duration of one call.
class ConfigView {
 public:
  ConfigView(const std::string& name, const base::Settings& settings);
  ConfigView(const ConfigView&) = delete;
  ConfigView& operator=(const ConfigView&) = delete;

  [[nodiscard]] const spark_config* raw() const { return &config_; }

 private:
  std::vector<std::vector<spark_value>> values_;  // one per setting
  std::vector<spark_setting> settings_;
  std::vector<const spark_setting*> pointers_;
  spark_config config_{};
};

}  // namespace spark::plugin
