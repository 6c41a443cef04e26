// spark/lineages.h: the lineages of the configuration: which models belong to a pipeline, in which
// roles, and which lineage is the primary one.
//
//   Observe(MyPlugin& plugin, const spark::Config& config)
//       : lineage_(plugin.lineages.of(config.predict("predict").model)) {}
//
// Series and routes that name no lineage speak of the primary one alone; those of others carry its
// name. Where the configuration has no lineages, all models count as the primary one's.
#pragma once

#include <string>
#include <vector>

#include "spark/ext/draft/lineages.h"
#include "spark/host.h"

namespace spark {

// A model with its role; ext/draft/lineages.h has each member's meaning.
struct LineageModel {
  std::string lineage;
  // "production", "candidate" or "fallback".
  std::string role;
  // Its key under models:.
  std::string model;
  std::string version;
  // Of its artefact: 64 lower-case hex digits; "" without one.
  std::string sha256;
  bool primary = false;

  friend bool operator==(const LineageModel&, const LineageModel&) = default;
};

// A lineage as a stage is made in it.
struct Lineage {
  // Its key under lineages:; "" where the configuration has none.
  std::string name;
  bool primary = true;
  // In the order production, candidate, fallback; without those that the configuration leaves out.
  std::vector<LineageModel> models;
};

// Small and copyable; valid for the plugin object's life.
class Lineages {
 public:
  // Throws if the host does not offer lineages. [builder]
  explicit Lineages(Host host) : lineages_(host, SPARK_EXT_LINEAGES) {}

  // The lineage in which `model` has a role. Only from within a stage's constructor, for a model
  // that the stage's settings name: the stage is made again whenever the lineage or one of its
  // models changes. Throws SPARK_E_INVALID if there are lineages and the model has no role in any,
  // or elsewhere. [builder]
  [[nodiscard]] Lineage of(const std::string& model) const {
    Lineage found;
    spark_error err{};
    check(lineages_->of(lineages_.host, model.c_str(), &add, &found.models, &err), err);
    if (found.models.empty()) return found;
    found.name = found.models.front().lineage;
    found.primary = found.models.front().primary;
    return found;
  }

  // The models of all lineages that serve now, one lineage after the other. [builder, control,
  // jobs]
  [[nodiscard]] std::vector<LineageModel> live() const {
    std::vector<LineageModel> models;
    spark_error err{};
    check(lineages_->live(lineages_.host, &add, &models, &err), err);
    return models;
  }

  // The name of the primary lineage that serves now; "" without lineages. [builder, control, jobs]
  [[nodiscard]] std::string primary() const {
    for (const LineageModel& each : live())
      if (each.primary) return each.lineage;
    return {};
  }

 private:
  static void add(void* models, const spark_lineage_model* raw) {
    static_cast<std::vector<LineageModel>*>(models)->push_back(
        {raw->lineage, raw->role, raw->model, raw->version, raw->sha256, raw->primary != 0});
  }

  glue::Service<spark_ext_lineages> lineages_;
};

}  // namespace spark
