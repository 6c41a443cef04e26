// The fixture's stages, models and YAML frame.
#include "pipeline/fixture.h"

namespace spark::pipeline::test {
namespace {

class LambdaStage final : public frame::Stage {
 public:
  explicit LambdaStage(const StageSpec& spec) : spec_(spec) {}
  std::span<const frame::SlotSpec> inputs() const override { return spec_.inputs; }
  std::span<const frame::SlotSpec> outputs() const override { return spec_.outputs; }
  base::Result<void> bind(std::span<const uint32_t> inputs,
                          std::span<const uint32_t> outputs) override {
    inputs_.assign(inputs.begin(), inputs.end());
    outputs_.assign(outputs.begin(), outputs.end());
    in_.resize(inputs.size());
    out_.resize(outputs.size());
    return {};
  }
  void* worker_create(uint32_t) override { return nullptr; }
  void worker_destroy(void*) override {}
  int32_t run(void*, frame::Frame* const* frames, uint32_t,
              frame::Failure& failure) noexcept override {
    frame::Frame& frame = *frames[0];
    for (size_t i = 0; i < inputs_.size(); ++i) {
      in_[i] = inputs_[i] == frame::no_slot ? frame::Value{} : frame.slots[inputs_[i]];
    }
    for (auto& value : out_) value = {};
    const int32_t code = spec_.run(in_, out_, failure, frame);
    for (size_t i = 0; i < outputs_.size(); ++i) frame.slots[outputs_[i]] = out_[i];
    return code;
  }

 private:
  StageSpec spec_;
  std::vector<uint32_t> inputs_;
  std::vector<uint32_t> outputs_;
  std::vector<frame::Value> in_;
  std::vector<frame::Value> out_;
};

class LambdaModel final : public frame::Model {
 public:
  LambdaModel(frame::ModelInfo info, ModelFunction predict)
      : info_(std::move(info)), predict_(std::move(predict)) {}
  const frame::ModelInfo& info() const override { return info_; }
  void* scratch_create() const override { return nullptr; }
  void scratch_destroy(void*) const override {}
  int32_t predict(void*, const double* rows, uint32_t, uint32_t, double* scores, uint8_t* status,
                  frame::Failure& failure) const noexcept override {
    return predict_(rows, scores, status, failure);
  }

 private:
  frame::ModelInfo info_;
  ModelFunction predict_;
};

}  // namespace

Fixture::Fixture() = default;

void Fixture::stage(const std::string& type, StageSpec spec, base::Schema schema) {
  types_[type] = {std::move(spec), std::move(schema)};
}

void Fixture::model(const std::string& name, std::vector<std::string> features,
                    ModelFunction predict, bool accepts_missing) {
  frame::ModelInfo info;
  info.version = name + "-v1";
  info.type = "lambda";
  info.target = {"up-move", "1min", "mid"};
  info.features = std::move(features);
  info.accepts_missing = accepts_missing;
  models_[name] = std::make_shared<LambdaModel>(std::move(info), std::move(predict));
}

std::string Fixture::compile(const std::string& body) {
  std::string yaml =
      "listeners:\n  web: {address: 127.0.0.1, port: 0}\nplugins:\n  p: {}\nmodels:\n";
  if (models_.empty()) yaml += "  unused: {plugin: p}\n";
  for (const auto& [name, model] : models_) yaml += "  " + name + ": {plugin: p}\n";
  yaml += "pipelines:\n  t:\n    route: POST web /t\n" + body;
  config::Errors errors;
  config_ = config::parse(yaml, "t.yaml", "/tmp", {}, {}, errors);
  runner_.reset();
  plan_.reset();
  if (errors.empty()) plan_ = pipeline::compile(config_.pipelines.at(0), {config_, *this}, errors);
  if (plan_) runner_ = std::make_unique<Runner>(*plan_, 0);
  return errors.render();
}

uint32_t Fixture::ask(std::string_view body, uint32_t flags) {
  out.clear();
  return runner_->handle(body, flags, out);
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
                                                                  const std::string&,
                                                                  const base::Settings& settings) {
  last_settings = settings;
  return std::unique_ptr<frame::Stage>(
      std::make_unique<LambdaStage>(types_.find(type)->second.spec));
}

std::shared_ptr<const frame::Model> Fixture::model(std::string_view name) const {
  const auto at = models_.find(name);
  return at == models_.end() ? nullptr : at->second;
}

}  // namespace spark::pipeline::test
