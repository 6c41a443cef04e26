// Drives a plugin through its C entry as a host does: one library, one plugin object, its stages
// and models.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "spark/ext/draft/handover.h"
#include "spark/ext/draft/life.h"
#include "spark/testing/fake_config.h"
#include "spark/testing/fake_host.h"

namespace spark::testing {

using Configure = std::function<void(Settings&)>;

// What a plugin refused with; what() is its text.
class Refusal : public std::runtime_error {
 public:
  Refusal(int32_t code_, const spark_error& err)
      : std::runtime_error(std::string(err.text, err.length)), code(code_) {}
  int32_t code;
};

// The entry of the library at `path` (SPARK_PLUGIN_FILE in a test of spark_add_plugin_test()),
// loaded for the rest of the process. Throws std::runtime_error if it cannot be loaded, or has
// none.
[[nodiscard]] const spark_entry_v1& load_entry(const std::string& path);

// A stage with one frame whose slots are named: inputs by full name, outputs by local name.
class StageRig {
 public:
  StageRig(spark_stage* stage, const std::vector<std::string>& absent_inputs);

  StageRig& set(const std::string& input, double value);
  StageRig& set(const std::string& input, int64_t value);
  StageRig& set(const std::string& input, bool value);
  StageRig& set(const std::string& input, const char* value);               // a literal
  StageRig& set(const std::string& input, std::span<const double> values);  // borrowed
  StageRig& set_null(const std::string& input);
  [[nodiscard]] bool reads(const std::string& input) const { return inputs_.count(input) > 0; }

  // Runs one request on a worker. Returns the frame's code; throws Refusal if the stage failed as a
  // whole.
  int32_t run(uint32_t worker = 0, uint32_t frame_flags = 0);
  // Why the last row failed; empty if it did not.
  [[nodiscard]] const std::string& failure() const { return failure_; }

  [[nodiscard]] const spark_value& slot(const std::string& name) const;
  [[nodiscard]] bool null(const std::string& name) const { return slot(name).type == SPARK_NULL; }
  // Throw if the slot is null or of another type.
  [[nodiscard]] double f64(const std::string& name) const;
  [[nodiscard]] int64_t i64(const std::string& name) const;
  [[nodiscard]] bool boolean(const std::string& name) const;
  [[nodiscard]] std::string_view text(const std::string& name) const;
  [[nodiscard]] std::span<const double> numbers(const std::string& name) const;

  [[nodiscard]] spark_stage* raw() const { return stage_.get(); }

  size_t arena_bytes = 4096;

 private:
  struct Destroy {
    void operator()(spark_stage* stage) const { stage->destroy(stage); }
  };
  spark_value& input(const std::string& name);
  [[nodiscard]] const spark_value& typed(const std::string& name, uint32_t type) const;

  std::unique_ptr<spark_stage, Destroy> stage_;
  std::map<uint32_t, std::shared_ptr<void>> workers_;  // destroyed before the stage
  std::map<std::string, uint32_t> inputs_;
  std::map<std::string, uint32_t> outputs_;
  std::vector<spark_value> slots_;
  std::vector<char> arena_;
  std::string failure_;
};

class ModelRig {
 public:
  explicit ModelRig(spark_model* model) : model_(model) {}

  struct Score {
    double score;
    uint8_t status;
  };
  [[nodiscard]] std::vector<Score> predict(const std::vector<std::vector<double>>& rows) const;
  [[nodiscard]] const spark_model_info& info() const { return *model_->info; }
  [[nodiscard]] const spark_model* raw() const { return model_.get(); }

 private:
  struct Destroy {
    void operator()(spark_model* model) const { model->destroy(model); }
  };
  std::unique_ptr<spark_model, Destroy> model_;
};

class PluginRig {
 public:
  // Throws Refusal.
  PluginRig(FakeHost& host, const spark_entry_v1& entry, const Configure& configure = {});

  [[nodiscard]] StageRig stage(const std::string& type, const Configure& configure = {},
                               const std::vector<std::string>& absent_inputs = {});
  [[nodiscard]] ModelRig model(const Configure& configure = {}, const char* artefact = nullptr);

  // What it hands on, through spark.handover/1; throw Refusal, and std::runtime_error if it has
  // none.
  [[nodiscard]] std::string schema() const { return state().schema; }
  [[nodiscard]] std::string save() const;
  void load(const std::string& bytes);
  void merge(const std::string& before, const std::string& after);

  // Tells it so, through spark.life/1; throw Refusal, and std::runtime_error if it is not told.
  void act();
  void rest();

  [[nodiscard]] spark_plugin* raw() const { return plugin_.get(); }

 private:
  [[nodiscard]] const spark_ext_handover& state() const;
  [[nodiscard]] const spark_ext_life& life() const;

  struct Destroy {
    void operator()(spark_plugin* plugin) const { plugin->destroy(plugin); }
  };
  const spark_entry_v1& entry_;
  std::unique_ptr<spark_plugin, Destroy> plugin_;
};

}  // namespace spark::testing
