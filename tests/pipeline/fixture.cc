// The fixture's stages, models and YAML frame.
#include "pipeline/fixture.h"

#include "plugin/layout.h"
#include "plugin/model_proxy.h"
#include "plugin/stage_proxy.h"

namespace spark::pipeline::test {
namespace {

using Values = std::vector<frame::Value>;

// Stages and models come over the ABI, as a plugin's do: what they return is checked there.
frame::Failure& ours(spark_error* failure) {
  return *reinterpret_cast<frame::Failure*>(failure);
}

class LambdaStage {
 public:
  explicit LambdaStage(StageSpec spec) : spec_(std::move(spec)) {
    name_slots(spec_.inputs, inputs_, input_pointers_);
    name_slots(spec_.outputs, outputs_, output_pointers_);
    raw_.self = this;
    raw_.inputs = input_pointers_.data();
    raw_.outputs = output_pointers_.data();
    raw_.input_count = static_cast<uint32_t>(inputs_.size());
    raw_.output_count = static_cast<uint32_t>(outputs_.size());
    raw_.bind = [](spark_stage* stage, const uint32_t* inputs, const uint32_t* outputs,
                   spark_error*) { return self(stage).bind(inputs, outputs); };
    raw_.worker_create = [](spark_stage*, uint32_t) -> void* { return nullptr; };
    raw_.worker_destroy = [](spark_stage*, void*) {};
    raw_.run = [](spark_stage* stage, void*, spark_frame* const* frames, uint32_t,
                  spark_error* failure) {
      return self(stage).run(*reinterpret_cast<frame::Frame*>(frames[0]), ours(failure));
    };
    raw_.destroy = [](spark_stage* stage) { std::unique_ptr<LambdaStage>(&self(stage)).reset(); };
  }

  spark_stage* raw() { return &raw_; }

 private:
  static LambdaStage& self(spark_stage* stage) { return *static_cast<LambdaStage*>(stage->self); }

  static void name_slots(const std::vector<frame::SlotSpec>& specs, std::vector<spark_slot>& slots,
                         std::vector<const spark_slot*>& pointers) {
    for (const auto& spec : specs) {
      const uint32_t flags = (spec.optional ? SPARK_SLOT_OPTIONAL : 0) |
                             (spec.never_null ? SPARK_SLOT_NEVER_NULL : 0) |
                             (spec.feature ? SPARK_SLOT_FEATURE : 0);
      slots.push_back(
          {spec.name.c_str(), static_cast<uint32_t>(spec.type), flags, spec.doc.c_str()});
    }
    for (const auto& slot : slots) pointers.push_back(&slot);
  }

  int32_t bind(const uint32_t* inputs, const uint32_t* outputs) {
    input_places_.assign(inputs, inputs + inputs_.size());
    output_places_.assign(outputs, outputs + outputs_.size());
    in_.resize(inputs_.size());
    out_.resize(outputs_.size());
    return frame::ok;
  }

  int32_t run(frame::Frame& frame, frame::Failure& failure) {
    for (size_t i = 0; i < in_.size(); ++i)
      in_[i] = input_places_[i] == frame::no_slot ? frame::Value{} : frame.slots[input_places_[i]];
    for (auto& value : out_) value = {};
    const int32_t code = spec_.run(in_, out_, failure, frame);
    for (size_t i = 0; i < out_.size(); ++i) frame.slots[output_places_[i]] = out_[i];
    return code;
  }

  StageSpec spec_;
  std::vector<spark_slot> inputs_;
  std::vector<spark_slot> outputs_;
  std::vector<const spark_slot*> input_pointers_;
  std::vector<const spark_slot*> output_pointers_;
  std::vector<uint32_t> input_places_;
  std::vector<uint32_t> output_places_;
  Values in_;
  Values out_;
  spark_stage raw_{};
};

class LambdaModel {
 public:
  LambdaModel(const std::string& name, std::vector<std::string> features, ModelFunction predict,
              bool accepts_missing)
      : version_(name + "-v1"), features_(std::move(features)), predict_(std::move(predict)) {
    for (const auto& feature : features_) feature_pointers_.push_back(feature.c_str());
    info_.version = version_.c_str();
    info_.type = "lambda";
    info_.kind = SPARK_MODEL_HEURISTIC;
    info_.flags = accepts_missing ? SPARK_MODEL_ACCEPTS_MISSING : 0;
    info_.sha256 = "";
    info_.target_event = "up-move";
    info_.target_horizon = "1min";
    info_.target_reference = "mid";
    info_.features = feature_pointers_.data();
    info_.dimension = static_cast<uint32_t>(features_.size());
    raw_.self = this;
    raw_.info = &info_;
    raw_.scratch_create = [](const spark_model*) -> void* { return nullptr; };
    raw_.scratch_destroy = [](const spark_model*, void*) {};
    raw_.predict = [](const spark_model* model, void*, const double* rows, uint32_t, uint32_t,
                      double* scores, uint8_t* status, spark_error* failure) {
      return static_cast<LambdaModel*>(model->self)->predict_(rows, scores, status, ours(failure));
    };
    raw_.destroy = [](spark_model* model) {
      std::unique_ptr<LambdaModel>(static_cast<LambdaModel*>(model->self)).reset();
    };
  }

  spark_model* raw() { return &raw_; }

 private:
  std::string version_;
  std::vector<std::string> features_;
  std::vector<const char*> feature_pointers_;
  ModelFunction predict_;
  spark_model_info info_{};
  spark_model raw_{};
};

}  // namespace

Fixture::Fixture() = default;

void Fixture::stage(const std::string& type, StageSpec spec, base::Schema schema) {
  types_[type] = {std::move(spec), std::move(schema)};
}

void Fixture::model(const std::string& name, std::vector<std::string> features,
                    ModelFunction predict, bool accepts_missing) {
  auto made =
      std::make_unique<LambdaModel>(name, std::move(features), std::move(predict), accepts_missing);
  models_[name] = plugin::ModelProxy::create(nullptr, name, made.release()->raw()).value();
}

std::string Fixture::compile(const std::string& body) {
  std::string yaml =
      "listeners:\n  web: {address: 127.0.0.1, port: 0}\nplugins:\n  p: {}\nmodels:\n";
  if (models_.empty()) yaml += "  unused: {plugin: p}\n";
  for (const auto& [name, model] : models_) yaml += "  " + name + ": {plugin: p}\n";
  yaml += "pipelines:\n  t:\n    route: POST web /t\n" + body + more;
  config::Errors errors;
  config_ = config::parse(yaml, "t.yaml", "/tmp", {}, {}, errors);
  runner_.reset();
  plan_.reset();
  if (errors.empty())
    plan_ = pipeline::compile(config_.pipelines.at(0), {config_, *this, clock}, errors);
  if (plan_) runner_ = std::make_unique<Runner>(*plan_, 0);
  return errors.render();
}

uint32_t Fixture::ask(std::string_view body, uint32_t flags) {
  return ask(Call{body, flags, ++asked_});
}

uint32_t Fixture::ask(const Call& call) {
  out.clear();
  const uint32_t code = runner_->handle(call, out);
  when_answered();
  runner_->observe();
  return code;
}

std::vector<std::string> Fixture::stage_types(std::string_view) const {
  std::vector<std::string> names;
  for (const auto& [name, type] : types_) names.push_back(name);
  return names;
}

const base::Schema* Fixture::stage_schema(std::string_view, std::string_view type) const {
  const auto at = types_.find(type);
  return at == types_.end() ? nullptr : &at->second.schema;
}

base::Result<std::unique_ptr<frame::Stage>> Fixture::create_stage(std::string_view,
                                                                  std::string_view type,
                                                                  const std::string& name,
                                                                  const base::Settings& settings) {
  last_settings = settings;
  auto made = std::make_unique<LambdaStage>(types_.find(type)->second.spec);
  return plugin::StageProxy::create(nullptr, name, made.release()->raw());
}

std::shared_ptr<const frame::Model> Fixture::model(std::string_view name) const {
  const auto at = models_.find(name);
  return at == models_.end() ? nullptr : at->second;
}

}  // namespace spark::pipeline::test
