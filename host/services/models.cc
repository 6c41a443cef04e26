// spark.models/2: descriptions of the models of the generation being built, and the models that
// serve.
#include <cstring>
#include <string>

#include "services/extensions.h"
#include "services/live_models.h"
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
  if (object == nullptr || name == nullptr || object->context().models == nullptr) return 0;
  const auto model = object->context().models->find(name);
  if (!model) return 0;
  if (model->version.size() < size)
    std::memcpy(text, model->version.c_str(), model->version.size() + 1);
  return static_cast<int32_t>(model->version.size());
}

void give(const LiveModel& model, spark_take_model take, void* context) {
  const spark_live_model raw = {model.definition.c_str(), model.version.c_str(),
                                model.sha256.c_str(),     model.folder.c_str(),
                                model.generation,         model.since_utc_ms};
  take(context, &raw);
}

// The object, if the arguments are right; otherwise fills *err.
PluginHost* asking(const spark_host* host, const char* name, spark_take_model take,
                   spark_error* err) {
  PluginHost* const object = PluginHost::of(host);
  if (object != nullptr && name != nullptr && take != nullptr) return object;
  fail(err, SPARK_E_INVALID, "models: the host is not the one that was given, or a null argument");
  return nullptr;
}

int32_t live(const spark_host* host, const char* name, spark_take_model take, void* context,
             spark_error* err) {
  const PluginHost* const object = asking(host, name, take, err);
  if (object == nullptr) return SPARK_E_INVALID;
  if (object->context().models == nullptr) return SPARK_OK;
  if (const auto model = object->context().models->find(name)) give(*model, take, context);
  return SPARK_OK;
}

int32_t history(const spark_host* host, const char* name, spark_take_model take, void* context,
                spark_error* err) {
  const PluginHost* const object = asking(host, name, take, err);
  if (object == nullptr) return SPARK_E_INVALID;
  if (object->context().models == nullptr) return SPARK_OK;
  for (const LiveModel& model : object->context().models->history(name)) give(model, take, context);
  return SPARK_OK;
}

// The object is leased before it is seen to serve (still): the builder, which removes objects,
// keeps those that serve, so that this one was not removed in between.
int32_t lease(const spark_host* host, const char* name, spark_take_model take, void* context,
              uint64_t* number, spark_error* err) {
  const PluginHost* const object = asking(host, name, take, err);
  if (object == nullptr) return SPARK_E_INVALID;
  if (number == nullptr) return fail(err, SPARK_E_INVALID, "lease: no place for its number");
  if (const int32_t code = object->check_acting("lease", err); code != SPARK_OK) return code;
  const HostContext& services = object->context();
  if (services.models == nullptr)
    return fail(err, SPARK_E_UNSUPPORTED, "lease: no model serves in this host");
  for (;;) {
    const auto wanted = services.models->find(name);
    if (!wanted || wanted->sha256.empty())
      return fail(err, SPARK_E_INVALID,
                  std::string("lease: no model '").append(name) + "' with an artefact serves");
    *number = services.models->leases().take(object, wanted->sha256);
    if (*number == 0) return fail(err, SPARK_E_FAILED, "lease: there are 64 already");
    const auto now = services.models->find(name);
    if (now && now->sha256 == wanted->sha256) {
      give(*now, take, context);
      return SPARK_OK;
    }
    services.models->leases().release(object, *number);
  }
}

void release(const spark_host* host, uint64_t number) {
  const PluginHost* const object = PluginHost::of(host);
  if (object != nullptr && object->context().models != nullptr)
    object->context().models->leases().release(object, number);
}

}  // namespace

const spark_ext_models models_extension = {find, live_version, live, history, lease, release};

}  // namespace spark::services
