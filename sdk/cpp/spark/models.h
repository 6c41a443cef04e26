// spark/models.h: what the models that a stage's configuration names say of themselves, and which
// version of a model serves now.
#pragma once

#include <string>

#include "spark/ext/draft/models.h"
#include "spark/host.h"

namespace spark {

class Models {
 public:
  explicit Models(Host host)
      : host_(host.raw()), models_(host.require<spark_ext_models>(SPARK_EXT_MODELS)) {}

  // Only from within a stage's constructor; the description lives as long as the stage. Throws if
  // there is no model of that name. [builder-thread]
  [[nodiscard]] const spark_model_info& find(const std::string& name) const {
    if (const spark_model_info* info = models_->find(host_, name.c_str())) return *info;
    throw Error("there is no model '" + name + "' in this generation", SPARK_E_INVALID);
  }

  // The version in the generation that serves now; "" if nothing serves yet or the model is not
  // there. [builder-thread, control-thread, job-thread]
  [[nodiscard]] std::string live_version(const std::string& name) const {
    char text[128];
    const int32_t length = models_->live_version(host_, name.c_str(), text, sizeof text);
    if (length <= 0 || static_cast<size_t>(length) >= sizeof text) return {};
    return {text, static_cast<size_t>(length)};
  }

 private:
  const spark_host* host_;
  const spark_ext_models* models_;
};

}  // namespace spark
