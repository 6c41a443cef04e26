// Settings to spark_config without copying texts.
#include "plugin/settings.h"

#include "base/assert.h"

namespace spark::plugin {

spark_value to_value(const base::Scalar& scalar) {
  spark_value value{};
  if (const auto* yes = std::get_if<bool>(&scalar)) {
    value.type = SPARK_BOOL;
    value.as.i64 = *yes ? 1 : 0;
  } else if (const auto* whole = std::get_if<int64_t>(&scalar)) {
    value.type = SPARK_I64;
    value.as.i64 = *whole;
  } else if (const auto* number = std::get_if<double>(&scalar)) {
    value.type = SPARK_F64;
    value.as.f64 = *number;
  } else if (const auto* text = std::get_if<std::string>(&scalar)) {
    SPARK_ASSERT(text->size() <= UINT32_MAX, "configuration texts are bounded");
    value.type = SPARK_STRING;
    value.length = static_cast<uint32_t>(text->size());
    value.as.str = text->c_str();
  }
  return value;
}

ConfigView::ConfigView(const std::string& name, const base::Settings& settings) {
  values_.reserve(settings.size());
  settings_.reserve(settings.size());
  pointers_.reserve(settings.size());
  for (const base::Setting& setting : settings) {
    std::vector<spark_value>& values = values_.emplace_back();
    for (const base::Scalar& scalar : setting.values) values.push_back(to_value(scalar));
    settings_.push_back(
        {setting.name.c_str(), values.data(), static_cast<uint32_t>(values.size()), 0});
    pointers_.push_back(&settings_.back());
  }
  config_.name = name.c_str();
  config_.settings = pointers_.data();
  config_.count = static_cast<uint32_t>(pointers_.size());
}

}  // namespace spark::plugin
