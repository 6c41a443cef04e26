// frame::Stage over the C ABI. Descriptions are checked and copied when the stage is made. After
// every run() the outputs are checked as well: a value of another type than declared, one that is
// not finite, or a missing value that was promised never to be, is a failed row; a failed row's
// outputs are null.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "base/error.h"
#include "frame/stage.h"

struct spark_stage;

namespace spark::plugin {

class PluginObject;

inline constexpr uint32_t stage_slots_max = 256;  // inputs, and outputs, of one stage
inline constexpr uint32_t output_bytes_max =
    1024 * 1024;  // of a string or array that a stage writes

class StageProxy final : public frame::Stage {
 public:
  // Takes `raw`, also when it fails. `name` is for messages. [builder]
  static base::Result<std::unique_ptr<frame::Stage>> create(
      std::shared_ptr<const PluginObject> owner, const std::string& name, spark_stage* raw);

  ~StageProxy() override;
  StageProxy(const StageProxy&) = delete;
  StageProxy& operator=(const StageProxy&) = delete;

  [[nodiscard]] std::span<const frame::SlotSpec> inputs() const override { return inputs_; }
  [[nodiscard]] std::span<const frame::SlotSpec> outputs() const override { return outputs_; }
  base::Result<void> bind(std::span<const uint32_t> inputs,
                          std::span<const uint32_t> outputs) override;
  void* worker_create(uint32_t worker) override;
  void worker_destroy(void* scratch) override;
  int32_t run(void* scratch, frame::Frame* const* frames, uint32_t count,
              frame::Failure& failure) noexcept override;

 private:
  StageProxy(std::shared_ptr<const PluginObject> owner, std::string name, spark_stage* raw);
  void check_outputs(frame::Frame& frame, frame::Failure& failure) const noexcept;
  void clear_outputs(frame::Frame& frame) const noexcept;

  std::shared_ptr<const PluginObject> owner_;  // the plugin object outlives its stages
  std::string name_;
  spark_stage* raw_;  // freed by its own destroy()
  std::vector<frame::SlotSpec> inputs_;
  std::vector<frame::SlotSpec> outputs_;
  std::vector<uint32_t> output_slots_;  // indexes, once bound
  bool bound_ = false;
  uint32_t scratches_ = 0;  // alive; must be 0 at the end
};

}  // namespace spark::plugin
