// frame::Model over the C ABI. The model's description is checked and copied when the model is
// made. Its results are checked on every call: a score that is not finite, a score that is no
// probability though one was promised, or a status that does not exist, is a failed row.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "base/error.h"
#include "frame/model.h"

struct spark_model;
struct spark_model_info;

namespace spark::plugin {

class PluginObject;

class ModelProxy final : public frame::Model {
 public:
  // Takes `raw`, also when it fails. `name` is for messages. The error names the model, and for a
  // probe its row and the expected and recomputed score. [builder]
  static base::Result<std::shared_ptr<const ModelProxy>> create(
      std::shared_ptr<const PluginObject> owner, const std::string& name, spark_model* raw);

  ~ModelProxy() override;
  ModelProxy(const ModelProxy&) = delete;
  ModelProxy& operator=(const ModelProxy&) = delete;

  [[nodiscard]] const frame::ModelInfo& info() const override { return info_; }
  // The plugin's own description, which spark.models/1 hands to other plugins. Lives as long as
  // this object.
  [[nodiscard]] const spark_model_info* raw_info() const;

  [[nodiscard]] void* scratch_create() const override;
  void scratch_destroy(void* scratch) const override;

  // Where status[i] is not row_ok, scores[i] is quiet NaN.
  int32_t predict(void* scratch, const double* rows, uint32_t stride, uint32_t count,
                  double* scores, uint8_t* status, frame::Failure& failure) const noexcept override;

 private:
  ModelProxy(std::shared_ptr<const PluginObject> owner, spark_model* raw);
  // The largest difference, relative to the score.
  [[nodiscard]] base::Result<double> verify_probes() const;

  std::shared_ptr<const PluginObject> owner_;  // the plugin object outlives its models
  spark_model* raw_;                           // freed by its own destroy()
  frame::ModelInfo info_;
};

}  // namespace spark::plugin
