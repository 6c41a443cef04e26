// spark.lineages/1: the lineages of the generation being built, and of the one that serves.
#include <string>
#include <vector>

#include "services/extensions.h"
#include "services/live_models.h"
#include "services/plugin_host.h"

namespace spark::services {

namespace {

void give_all(const std::vector<LineageModel>& models, spark_take_lineage_model take,
              void* context) {
  for (const LineageModel& model : models) {
    const spark_lineage_model raw = {model.lineage.c_str(),
                                     model.role.c_str(),
                                     model.model.c_str(),
                                     model.version.c_str(),
                                     model.sha256.c_str(),
                                     model.primary ? 1U : 0U,
                                     0};
    take(context, &raw);
  }
}

int32_t of(const spark_host* host, const char* model, spark_take_lineage_model take, void* context,
           spark_error* err) {
  const PluginHost* const object = PluginHost::of(host);
  if (object == nullptr || model == nullptr || take == nullptr)
    return fail(err, SPARK_E_INVALID,
                "lineages: the host is not the one that was given, or a null argument");
  // In other calls the lineage found could be another generation's.
  if (object->phase() != plugin::Phase::creating_stage || !object->lineage_lookup())
    return fail(err, SPARK_E_INVALID, "lineages: a model's lineage is told while a stage is made");
  const auto found = object->lineage_lookup()(model);
  if (!found) return fail(err, SPARK_E_INVALID, found.error().text);
  give_all(*found, take, context);
  return SPARK_OK;
}

int32_t live(const spark_host* host, spark_take_lineage_model take, void* context,
             spark_error* err) {
  const PluginHost* const object = PluginHost::of(host);
  if (object == nullptr || take == nullptr)
    return fail(err, SPARK_E_INVALID,
                "lineages: the host is not the one that was given, or a null argument");
  if (object->context().models != nullptr)
    give_all(object->context().models->lineages(), take, context);
  return SPARK_OK;
}

}  // namespace

const spark_ext_lineages lineages_extension = {of, live};

}  // namespace spark::services
