// A few words in which tests say a pipeline: YAML for its stages and answer, lambdas for its
// plugin.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "pipeline/compile.h"
#include "pipeline/runner.h"

namespace spark::pipeline::test {

// A stage made of a lambda; reads and writes by position.
struct StageSpec {
  std::vector<frame::SlotSpec> inputs;
  std::vector<frame::SlotSpec> outputs;
  std::function<int32_t(const std::vector<frame::Value>& in, std::vector<frame::Value>& out,
                        frame::Failure& failure, frame::Frame& frame)>
      run;
};

using ModelFunction =
    std::function<int32_t(const double* row, double* score, uint8_t* status, frame::Failure&)>;

class Fixture final : public Catalogue {
 public:
  Fixture();

  // Every stage of plugin `p` is found by its type.
  void stage(const std::string& type, StageSpec spec, base::Schema schema = {});
  void model(const std::string& name, std::vector<std::string> features, ModelFunction predict,
             bool accepts_missing = false);

  // The input shape, stages and answer of the pipeline `t`, as YAML with six spaces before each
  // line. Returns the rendered mistakes, "" if there were none.
  std::string compile(const std::string& body);

  // Runs one request; the answer's text is in `out`. Compiled successfully.
  uint32_t ask(std::string_view body, uint32_t flags = 0);
  uint32_t ask(const Call& call);
  std::function<void()> when_answered = [] {};  // called before the observers run
  std::string out;
  [[nodiscard]] Outcome outcome(size_t step) const { return runner_->traces()[step].outcome; }
  [[nodiscard]] std::string failure(size_t step) const {
    return std::string(runner_->failure(step));
  }
  [[nodiscard]] NotReady not_ready() const { return runner_->not_ready(); }
  [[nodiscard]] const frame::Plan& plan() const { return *plan_; }

  // ---- Catalogue
  bool has_plugin(std::string_view plugin) const override { return plugin == "p"; }
  std::vector<std::string> stage_types(std::string_view plugin) const override;
  const base::Schema* stage_schema(std::string_view plugin, std::string_view type) const override;
  base::Result<std::unique_ptr<frame::Stage>> create_stage(std::string_view plugin,
                                                           std::string_view type,
                                                           const std::string& name,
                                                           const base::Settings& settings) override;
  std::shared_ptr<const frame::Model> model(std::string_view name) const override;

  base::Settings last_settings;       // of the stage created last
  base::EventClock* clock = nullptr;  // that plans drive
  std::string more;                   // YAML behind the pipelines

 private:
  struct Type {
    StageSpec spec;
    base::Schema schema;
  };
  std::map<std::string, Type, std::less<>> types_;
  std::map<std::string, std::shared_ptr<const frame::Model>, std::less<>> models_;
  config::Config config_;
  std::unique_ptr<frame::Plan> plan_;
  std::unique_ptr<Runner> runner_;
  uint64_t asked_ = 0;
};

}  // namespace spark::pipeline::test
