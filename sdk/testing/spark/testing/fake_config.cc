#include "spark/testing/fake_config.h"

#include <algorithm>
#include <stdexcept>

namespace spark::testing {
namespace {

// Enough YAML for the defaults that our plugins declare: a scalar, or [a, b].
std::vector<std::string> words_of(std::string text) {
  if (text.empty() || text.front() != '[') return {text};
  std::vector<std::string> out;
  text = text.substr(1, text.size() - 2);
  for (size_t begin = 0; begin < text.size();) {
    const size_t end = std::min(text.find(", ", begin), text.size());
    out.push_back(text.substr(begin, end - begin));
    begin = end + 2;
  }
  return out;
}

// 512, 64KiB, 1MiB or 2GiB.
int64_t bytes_of(const std::string& word) {
  size_t end = 0;
  const int64_t number = std::stoll(word, &end);
  const std::string unit = word.substr(end);
  return number << (unit == "KiB" ? 10 : unit == "MiB" ? 20 : unit == "GiB" ? 30 : 0);
}

// 60ms, 30s, 10min, 24h or 7d.
double duration_ms_of(const std::string& word) {
  size_t end = 0;
  const double number = std::stod(word, &end);
  const std::string unit = word.substr(end);
  return number * (unit == "s"     ? 1e3
                   : unit == "min" ? 6e4
                   : unit == "h"   ? 3.6e6
                   : unit == "d"   ? 8.64e7
                                   : 1);
}

Settings::Scalar scalar_of(const std::string& word, uint32_t type) {
  switch (type) {
    case SPARK_PARAM_BOOL:
      return word == "true";
    case SPARK_PARAM_I64:
      return static_cast<int64_t>(std::stoll(word));
    case SPARK_PARAM_F64:
      return std::stod(word);
    case SPARK_PARAM_RATIO:
      return word.back() == '%' ? std::stod(word) / 100 : std::stod(word);
    case SPARK_PARAM_DURATION:
      return duration_ms_of(word);
    case SPARK_PARAM_SIZE:
      return bytes_of(word);
    case SPARK_PARAM_STRING:
      return word;
    default:
      throw std::logic_error("the fake host knows no default of type " + std::to_string(type));
  }
}

spark_value value_of(const Settings::Scalar& scalar) {
  spark_value out{};
  if (const auto* yes = std::get_if<bool>(&scalar)) {
    out.type = SPARK_BOOL;
    out.as.i64 = *yes ? 1 : 0;
  } else if (const auto* whole = std::get_if<int64_t>(&scalar)) {
    out.type = SPARK_I64;
    out.as.i64 = *whole;
  } else if (const auto* number = std::get_if<double>(&scalar)) {
    out.type = SPARK_F64;
    out.as.f64 = *number;
  } else if (const auto* text = std::get_if<std::string>(&scalar)) {
    out.type = SPARK_STRING;
    out.length = static_cast<uint32_t>(text->size());
    out.as.str = text->data();
  }
  return out;
}

}  // namespace

Settings::Settings(const spark_param* const* params, uint32_t count) {
  for (uint32_t i = 0; i < count; ++i) {
    Setting& setting = settings_.emplace_back();
    setting.name = params[i]->name;
    if (params[i]->fallback == nullptr) continue;
    for (const std::string& word : words_of(params[i]->fallback)) {
      setting.scalars.push_back(scalar_of(word, params[i]->type));
    }
  }
}

Settings::Setting& Settings::find(const std::string& name) {
  for (Setting& setting : settings_) {
    if (setting.name == name) return setting;
  }
  throw std::out_of_range("no parameter " + name + " is declared");
}

Settings& Settings::set(const std::string& name, Scalar value) {
  find(name).scalars = {std::move(value)};
  return *this;
}

Settings& Settings::list(const std::string& name, const std::vector<std::string>& values) {
  find(name).scalars.assign(values.begin(), values.end());
  return *this;
}

Settings& Settings::predict(const std::string& name, const std::string& stage,
                            const std::string& model, std::optional<double> budget_ms) {
  find(name).scalars = {stage, model, budget_ms ? Scalar(*budget_ms) : Scalar()};
  return *this;
}

const spark_config* Settings::raw() {
  pointers_.clear();
  for (Setting& setting : settings_) {
    setting.values.clear();
    for (const Scalar& scalar : setting.scalars) setting.values.push_back(value_of(scalar));
    setting.raw = {setting.name.c_str(), setting.values.data(),
                   static_cast<uint32_t>(setting.values.size()), 0};
    pointers_.push_back(&setting.raw);
  }
  raw_ = {name.c_str(), pointers_.data(), static_cast<uint32_t>(pointers_.size()), 0};
  return &raw_;
}

}  // namespace spark::testing
