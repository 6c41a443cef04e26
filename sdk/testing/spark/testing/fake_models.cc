#include "spark/testing/fake_models.h"

#include <algorithm>

#include "spark/error.h"
#include "spark/testing/fake_of.h"

namespace spark::testing {
namespace {

const spark_model_info* find_model(const spark_host* host, const char* name) {
  const auto found = fake(host).models.find(name);
  return found == fake(host).models.end() ? nullptr : found->second;
}

int32_t live_version(const spark_host* host, const char* name, char* text, uint32_t size) {
  const auto& live = fake(host).live_models;
  const auto found = live.find(name);
  const std::string version =
      found == live.end() || found->second.empty() ? "" : found->second.front().version;
  if (version.size() < size) version.copy(text, size);
  text[version.size() < size ? version.size() : 0] = '\0';
  return static_cast<int32_t>(version.size());
}

void give(const FakeHost::LiveModel& model, spark_take_model take, void* context) {
  const spark_live_model raw = {model.definition.c_str(), model.version.c_str(),
                                model.sha256.c_str(),     model.folder.c_str(),
                                model.generation,         model.since_utc_ms};
  take(context, &raw);
}

int32_t live(const spark_host* host, const char* name, spark_take_model take, void* context,
             spark_error*) {
  const auto found = fake(host).live_models.find(name);
  if (found != fake(host).live_models.end() && !found->second.empty())
    give(found->second.front(), take, context);
  return SPARK_OK;
}

int32_t history(const spark_host* host, const char* name, spark_take_model take, void* context,
                spark_error*) {
  const auto found = fake(host).live_models.find(name);
  if (found == fake(host).live_models.end()) return SPARK_OK;
  for (const auto& model : found->second) give(model, take, context);
  return SPARK_OK;
}

int32_t lease(const spark_host* host, const char* name, spark_take_model take, void* context,
              uint64_t* number, spark_error* err) {
  if (!fake(host).acts) return report(err, SPARK_E_NOT_ACTING, "the object does not act");
  const auto found = fake(host).live_models.find(name);
  if (found == fake(host).live_models.end() || found->second.empty())
    return report(err, SPARK_E_INVALID, "no such model serves");
  auto& leases = fake(host).leases;
  *number = leases.empty() ? 1 : leases.rbegin()->first + 1;
  leases[*number] = found->second.front().sha256;
  give(found->second.front(), take, context);
  return SPARK_OK;
}

void release(const spark_host* host, uint64_t number) {
  fake(host).leases.erase(number);
}

constexpr spark_ext_models models_functions = {find_model, live_version, live,
                                               history,    lease,        release};

void give(const LineageModel& model, spark_take_lineage_model take, void* context) {
  const spark_lineage_model raw = {model.lineage.c_str(),
                                   model.role.c_str(),
                                   model.model.c_str(),
                                   model.version.c_str(),
                                   model.sha256.c_str(),
                                   model.primary ? 1U : 0U,
                                   0};
  take(context, &raw);
}

int32_t lineage_of(const spark_host* host, const char* name, spark_take_lineage_model take,
                   void* context, spark_error* err) {
  const auto& all = fake(host).lineages;
  if (all.empty()) return SPARK_OK;
  const auto of_model = std::find_if(all.begin(), all.end(),
                                     [&](const LineageModel& each) { return each.model == name; });
  if (of_model == all.end())
    return report(err, SPARK_E_INVALID, "the model has a role in no lineage");
  for (const LineageModel& each : all)
    if (each.lineage == of_model->lineage) give(each, take, context);
  return SPARK_OK;
}

int32_t live_lineages(const spark_host* host, spark_take_lineage_model take, void* context,
                      spark_error*) {
  for (const LineageModel& each : fake(host).lineages) give(each, take, context);
  return SPARK_OK;
}

constexpr spark_ext_lineages lineages_functions = {lineage_of, live_lineages};

}  // namespace

const void* models_extension(const std::string& id) {
  if (id == SPARK_EXT_LINEAGES) return &lineages_functions;
  return id == SPARK_EXT_MODELS ? &models_functions : nullptr;
}

}  // namespace spark::testing
