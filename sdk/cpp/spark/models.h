// spark/models.h: the configured models: their descriptions, and which version of each serves now.
//
//   Observe(MyPlugin& plugin, const spark::Config& config)
//       : version_(plugin.models.find(config.string("model")).version) {}
#pragma once

#include <string>

#include "spark/ext/draft/models.h"
#include "spark/host.h"

namespace spark {

// Small and copyable; valid for the plugin object's life. A `name` is a key under models:.
class Models {
 public:
  // Throws if the host does not offer models. [builder]
  explicit Models(Host host) : models_(host, SPARK_EXT_MODELS) {}

  // The model's description, which lives as long as the stage. Only from within a stage's
  // constructor, for a model that the stage's settings name (ParamType::model, or
  // Config::predict().model): then the stage is made again whenever that model is. Throws
  // SPARK_E_INVALID if there is no model of that name, or elsewhere. [builder]
  [[nodiscard]] const spark_model_info& find(const std::string& name) const {
    if (const spark_model_info* info = models_->find(models_.host, name.c_str())) return *info;
    throw Error("there is no model '" + name + "' in this generation", SPARK_E_INVALID);
  }

  // The version in the generation that serves now, which may be another with the next call; "" if
  // nothing serves yet or the model is not there. [builder, control, jobs]
  [[nodiscard]] std::string live_version(const std::string& name) const {
    char text[128];
    const int32_t length = models_->live_version(models_.host, name.c_str(), text, sizeof text);
    if (length <= 0 || static_cast<size_t>(length) >= sizeof text) return {};
    return {text, static_cast<size_t>(length)};
  }

 private:
  glue::Service<spark_ext_models> models_;
};

}  // namespace spark
