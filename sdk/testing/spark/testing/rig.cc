#include "spark/testing/rig.h"

#include <dlfcn.h>

#include <algorithm>

#include "spark/ext/draft/keeps.h"

namespace spark::testing {

const spark_entry_v1& load_entry(const std::string& path) {
  void* const library = dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (library == nullptr) throw std::runtime_error(dlerror());
  const void* const entry = dlsym(library, SPARK_ENTRY_SYMBOL);
  if (entry == nullptr) throw std::runtime_error(dlerror());
  return *static_cast<const spark_entry_v1*>(entry);
}

// ---- stages

StageRig::StageRig(spark_stage* stage, const std::vector<std::string>& absent_inputs)
    : stage_(stage) {
  std::vector<uint32_t> inputs, outputs;
  uint32_t next = 3;  // not zero: a stage that ignores its indexes is found out
  for (uint32_t i = 0; i < stage->input_count; ++i) {
    const std::string name = stage->inputs[i]->name;
    const bool absent = std::count(absent_inputs.begin(), absent_inputs.end(), name) > 0;
    inputs.push_back(absent ? SPARK_NO_SLOT : inputs_.try_emplace(name, next++).first->second);
  }
  for (uint32_t i = 0; i < stage->output_count; ++i) {
    outputs.push_back(outputs_[stage->outputs[i]->name] = next++);
  }
  slots_.resize(next);
  spark_error err{};
  const int32_t code = stage->bind(stage, inputs.data(), outputs.data(), &err);
  if (code != SPARK_OK) throw Refusal(code, err);
}

spark_value& StageRig::input(const std::string& name) {
  return slots_[inputs_.at(name)];
}

StageRig& StageRig::set(const std::string& name, double value) {
  spark_value& slot = input(name) = spark_value{};
  slot.type = SPARK_F64;
  slot.as.f64 = value;
  return *this;
}
StageRig& StageRig::set(const std::string& name, int64_t value) {
  spark_value& slot = input(name) = spark_value{};
  slot.type = SPARK_I64;
  slot.as.i64 = value;
  return *this;
}
StageRig& StageRig::set(const std::string& name, bool value) {
  set(name, static_cast<int64_t>(value));
  input(name).type = SPARK_BOOL;
  return *this;
}
StageRig& StageRig::set(const std::string& name, const char* value) {
  spark_value& slot = input(name) = spark_value{};
  slot.type = SPARK_STRING;
  slot.length = static_cast<uint32_t>(std::string_view(value).size());
  slot.as.str = value;
  return *this;
}
StageRig& StageRig::set(const std::string& name, std::span<const double> values) {
  spark_value& slot = input(name) = spark_value{};
  slot.type = SPARK_F64S;
  slot.length = static_cast<uint32_t>(values.size());
  slot.as.f64s = values.data();
  return *this;
}
StageRig& StageRig::set_null(const std::string& name) {
  input(name) = spark_value{};
  return *this;
}

int32_t StageRig::run(uint32_t worker, uint32_t frame_flags) {
  spark_stage* const stage = stage_.get();
  if (workers_.count(worker) == 0) {
    workers_[worker] =
        std::shared_ptr<void>(stage->worker_create(stage, worker),
                              [stage](void* scratch) { stage->worker_destroy(stage, scratch); });
  }
  for (const auto& [name, index] : outputs_) slots_[index] = spark_value{};
  arena_.assign(arena_bytes, 0);
  spark_frame frame = {slots_.data(), static_cast<uint32_t>(slots_.size()), frame_flags, 0, 0,
                       arena_.data(), arena_.data() + arena_.size()};
  spark_frame* const frames[] = {&frame};
  spark_error err{};
  const int32_t code = stage->run(stage, workers_[worker].get(), frames, 1, &err);
  if (code != SPARK_OK) throw Refusal(code, err);
  failure_ = frame.code == SPARK_OK ? "" : std::string(err.text, err.length);
  return frame.code;
}

const spark_value& StageRig::slot(const std::string& name) const {
  return slots_[outputs_.at(name)];
}
const spark_value& StageRig::typed(const std::string& name, uint32_t type) const {
  const spark_value& value = slot(name);
  if (value.type != type)
    throw std::runtime_error(name + " has type " + std::to_string(value.type));
  return value;
}
double StageRig::f64(const std::string& name) const {
  return typed(name, SPARK_F64).as.f64;
}
int64_t StageRig::i64(const std::string& name) const {
  return typed(name, SPARK_I64).as.i64;
}
bool StageRig::boolean(const std::string& name) const {
  return typed(name, SPARK_BOOL).as.i64 != 0;
}
std::string_view StageRig::text(const std::string& name) const {
  const spark_value& value = typed(name, SPARK_STRING);
  return {value.as.str, value.length};
}
std::span<const double> StageRig::numbers(const std::string& name) const {
  const spark_value& value = typed(name, SPARK_F64S);
  return {value.as.f64s, value.length};
}

// ---- models

std::vector<ModelRig::Score> ModelRig::predict(const std::vector<std::vector<double>>& rows) const {
  const uint32_t dimension = info().dimension;
  const uint32_t stride = dimension + 1;  // not the dimension: a model that ignores it is found out
  const auto count = static_cast<uint32_t>(rows.size());
  std::vector<double> flat(rows.size() * stride, -1e9), scores(rows.size());
  std::vector<uint8_t> status(rows.size(), 99);
  for (size_t i = 0; i < rows.size(); ++i) {
    if (rows[i].size() != dimension) throw std::logic_error("row of another dimension");
    std::copy(rows[i].begin(), rows[i].end(), flat.begin() + static_cast<ptrdiff_t>(i * stride));
  }
  void* const scratch = model_->scratch_create(model_.get());
  spark_error err{};
  const int32_t code = model_->predict(model_.get(), scratch, flat.data(), stride, count,
                                       scores.data(), status.data(), &err);
  model_->scratch_destroy(model_.get(), scratch);
  if (code != SPARK_OK) throw Refusal(code, err);
  std::vector<Score> out;
  for (size_t i = 0; i < rows.size(); ++i) out.push_back({scores[i], status[i]});
  return out;
}

// ---- plugins

PluginRig::PluginRig(FakeHost& host, const spark_entry_v1& entry, const Configure& configure)
    : entry_(entry) {
  Settings settings(entry.params, entry.param_count);
  if (configure) configure(settings);
  spark_plugin* made = nullptr;
  spark_error err{};
  const int32_t code = entry.create(host.raw(), settings.raw(), &made, &err);
  if (code != SPARK_OK) throw Refusal(code, err);
  plugin_.reset(made);
  host.kept_schemas.reset();
  const void* const found = made->extension(made, SPARK_EXT_KEEPS);
  if (found == nullptr) return;
  const auto& keeps = *static_cast<const spark_ext_keeps*>(found);
  host.kept_schemas.emplace(keeps.schemas, keeps.schemas + keeps.count);
}

StageRig PluginRig::stage(const std::string& type, const Configure& configure,
                          const std::vector<std::string>& absent_inputs) {
  const spark_stage_type* declared = nullptr;
  for (uint32_t i = 0; i < entry_.stage_type_count; ++i) {
    if (entry_.stage_types[i]->name == type) declared = entry_.stage_types[i];
  }
  Settings settings(declared != nullptr ? declared->params : nullptr,
                    declared != nullptr ? declared->param_count : 0);
  if (configure) configure(settings);
  spark_stage* made = nullptr;
  spark_error err{};
  const int32_t code =
      plugin_->create_stage(plugin_.get(), type.c_str(), settings.raw(), &made, &err);
  if (code != SPARK_OK) throw Refusal(code, err);
  return {made, absent_inputs};
}

ModelRig PluginRig::model(const Configure& configure, const char* artefact) {
  Settings settings(entry_.model_params, entry_.model_param_count);
  if (configure) configure(settings);
  spark_model* made = nullptr;
  spark_error err{};
  const int32_t code = plugin_->create_model(plugin_.get(), settings.raw(), artefact, &made, &err);
  if (code != SPARK_OK) throw Refusal(code, err);
  return ModelRig(made);
}

const spark_ext_handover& PluginRig::state() const {
  const void* const found = plugin_->extension(plugin_.get(), SPARK_EXT_HANDOVER);
  if (found == nullptr) throw std::runtime_error("it has no state");
  return *static_cast<const spark_ext_handover*>(found);
}

const spark_ext_life& PluginRig::life() const {
  const void* const found = plugin_->extension(plugin_.get(), SPARK_EXT_LIFE);
  if (found == nullptr) throw std::runtime_error("it is not told of its life");
  return *static_cast<const spark_ext_life*>(found);
}

void PluginRig::act() {
  spark_error err{};
  const int32_t code = life().act(plugin_.get(), &err);
  if (code != SPARK_OK) throw Refusal(code, err);
}

void PluginRig::rest() {
  spark_error err{};
  const int32_t code = life().rest(plugin_.get(), &err);
  if (code != SPARK_OK) throw Refusal(code, err);
}

std::string PluginRig::save() const {
  std::string bytes;
  spark_handover_sink sink = {
      &bytes, [](spark_handover_sink* self, const void* from, size_t size) -> int32_t {
        static_cast<std::string*>(self->self)->append(static_cast<const char*>(from), size);
        return SPARK_OK;
      }};
  spark_error err{};
  const int32_t code = state().save(plugin_.get(), &sink, &err);
  if (code != SPARK_OK) throw Refusal(code, err);
  return bytes;
}

void PluginRig::load(const std::string& bytes) {
  spark_error err{};
  const int32_t code = state().load(plugin_.get(), bytes.data(), bytes.size(), &err);
  if (code != SPARK_OK) throw Refusal(code, err);
}

void PluginRig::merge(const std::string& before, const std::string& after) {
  spark_error err{};
  const int32_t code =
      state().merge(plugin_.get(), before.data(), before.size(), after.data(), after.size(), &err);
  if (code != SPARK_OK) throw Refusal(code, err);
}

}  // namespace spark::testing
