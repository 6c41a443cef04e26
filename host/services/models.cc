// spark.models/1: descriptions of the models of the generation being built.
#include "services/extensions.h"
#include "services/host_object.h"

namespace spark::services {

namespace {

const spark_model_info* find(const spark_host* host, const char* name) {
  const HostObject* const object = HostObject::of(host);
  if (object == nullptr || name == nullptr) return nullptr;
  // Elsewhere the answer could name a model of a generation that is not the stage's.
  if (object->phase() != plugin::Phase::creating_stage) return nullptr;
  return object->model_lookup() ? object->model_lookup()(name) : nullptr;
}

}  // namespace

const spark_ext_models models_extension = {find};

}  // namespace spark::services
