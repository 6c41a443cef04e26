// spark.models/1: descriptions of the models of the generation being built, and versions of those
// that serve.
#include <cstring>
#include <string>

#include "services/extensions.h"
#include "services/plugin_host.h"

namespace spark::services {

namespace {

const spark_model_info* find(const spark_host* host, const char* name) {
  const PluginHost* const object = PluginHost::of(host);
  if (object == nullptr || name == nullptr) return nullptr;
  // In other calls the model found could belong to a generation that is not the stage's.
  if (object->phase() != plugin::Phase::creating_stage) return nullptr;
  return object->model_lookup() ? object->model_lookup()(name) : nullptr;
}

int32_t live_version(const spark_host* host, const char* name, char* text, uint32_t size) {
  if (text == nullptr || size == 0) return 0;
  text[0] = '\0';
  const PluginHost* const object = PluginHost::of(host);
  if (object == nullptr || name == nullptr || !object->context().live_version) return 0;
  const std::string version = object->context().live_version(name);
  if (version.size() < size) std::memcpy(text, version.c_str(), version.size() + 1);
  return static_cast<int32_t>(version.size());
}

}  // namespace

const spark_ext_models models_extension = {find, live_version};

}  // namespace spark::services
