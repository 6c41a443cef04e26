// spark/models.h: the configured models: their descriptions, what serves under each name now and
// served before, and leases of the files that they are made of.
//
// A stage asks for the model that its settings name, when it is made; a plugin that judges models
// asks for what serves, by its digest, and leases the files while a job reads them:
//
//   Observe(MyPlugin& plugin, const spark::Config& config)
//       : version_(plugin.models.find(config.string("model")).version) {}
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "spark/ext/draft/models.h"
#include "spark/host.h"

namespace spark {

// A model as it serves or has served; ext/draft/models.h has each member's meaning.
struct LiveModel {
  // One line of YAML, as an operator would write it under models:.
  std::string definition;
  // Of the model itself, as it appears in answers and metric labels.
  std::string version;
  // Of its artefact: 64 lower-case hex digits; "" without one.
  std::string sha256;
  // The verified copy of its artefact, absolute; "" without one, and where only a lease keeps it.
  std::string folder;
  // The first generation that served it.
  uint64_t generation = 0;
  // When that was published.
  int64_t since_utc_ms = 0;
};

// Keeps a model's artefact; ends with the destructor, or with rest() of the plugin object. Movable;
// a default-constructed Lease keeps nothing. [control, jobs]
class Lease {
 public:
  // Keeps nothing.
  Lease() = default;
  Lease(Lease&& other) noexcept { swap(other); }
  Lease& operator=(Lease&& other) noexcept {
    Lease(std::move(other)).swap(*this);
    return *this;
  }
  ~Lease() {
    if (number_ != 0) models_->release(host_, number_);
  }

  // The leased model, as it was when the lease began; `folder` stays as long as the lease.
  [[nodiscard]] const LiveModel& model() const { return model_; }

 private:
  friend class Models;
  void swap(Lease& other) noexcept {
    std::swap(host_, other.host_);
    std::swap(models_, other.models_);
    std::swap(number_, other.number_);
    std::swap(model_, other.model_);
  }

  const spark_host* host_ = nullptr;
  const spark_ext_models* models_ = nullptr;
  uint64_t number_ = 0;
  LiveModel model_;
};

// Small and copyable; valid for the plugin object's life. A `name` is a key under models:.
class Models {
 public:
  // Throws if the host does not offer models. [builder]
  explicit Models(Host host) : models_(host, SPARK_EXT_MODELS) {}

  // The model's description, which lives as long as the stage. Only from within a stage's
  // constructor, for a model that the stage's settings name (ParamType::model, or
  // Config::predict().model): then the stage is made again whenever that model is. Throws
  // SPARK_E_INVALID if there is no model of that name, or elsewhere. [builder]
  [[nodiscard]] const spark_model_info& find(const std::string& name) const {
    if (const spark_model_info* info = models_->find(models_.host, name.c_str())) return *info;
    throw Error("there is no model '" + name + "' in this generation", SPARK_E_INVALID);
  }

  // The version in the generation that serves now, which may be another with the next call; "" if
  // nothing serves yet or the model is not there. [builder, control, jobs]
  [[nodiscard]] std::string live_version(const std::string& name) const {
    char text[128];
    const int32_t length = models_->live_version(models_.host, name.c_str(), text, sizeof text);
    if (length <= 0 || static_cast<size_t>(length) >= sizeof text) return {};
    return {text, static_cast<size_t>(length)};
  }

  // The model as it serves now; nothing if it does not. [builder, control, jobs]
  [[nodiscard]] std::optional<LiveModel> live(const std::string& name) const {
    std::optional<LiveModel> found;
    spark_error err{};
    check(models_->live(
              models_.host, name.c_str(),
              [](void* context, const spark_live_model* model) {
                *static_cast<std::optional<LiveModel>*>(context) = copy_of(*model);
              },
              &found, &err),
          err);
    return found;
  }

  // What served under the name since the host started, the newest first: at most 16, without
  // folders. [builder, control, jobs]
  [[nodiscard]] std::vector<LiveModel> history(const std::string& name) const {
    std::vector<LiveModel> all;
    spark_error err{};
    check(models_->history(
              models_.host, name.c_str(),
              [](void* context, const spark_live_model* model) {
                static_cast<std::vector<LiveModel>*>(context)->push_back(copy_of(*model));
              },
              &all, &err),
          err);
    return all;
  }

  // Keeps the artefact of the model that serves now. Throws the host's refusal. [control, jobs]
  [[nodiscard]] Lease lease(const std::string& name) const {
    Lease lease;
    spark_error err{};
    check(models_->lease(
              models_.host, name.c_str(),
              [](void* context, const spark_live_model* model) {
                *static_cast<LiveModel*>(context) = copy_of(*model);
              },
              &lease.model_, &lease.number_, &err),
          err);
    lease.host_ = models_.host;
    lease.models_ = models_.functions;
    return lease;
  }

 private:
  // What the host lends for the call only.
  static LiveModel copy_of(const spark_live_model& raw) {
    return {raw.definition, raw.version, raw.sha256, raw.folder, raw.generation, raw.since_utc_ms};
  }

  glue::Service<spark_ext_models> models_;
};

}  // namespace spark
