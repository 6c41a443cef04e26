// spark/models.h: what the models that a stage's configuration names say of themselves.
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

 private:
  const spark_host* host_;
  const spark_ext_models* models_;
};

}  // namespace spark
