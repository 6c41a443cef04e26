// A compare stage and the tally stage behind it, run as a pipeline runs them.
#pragma once

#include <optional>
#include <string>

#include "plugins/plugin_file.h"
#include "spark/testing/rig.h"

namespace spark::testing {

class ShadowRig {
 public:
  ShadowRig(FakeHost& host, PluginRig& plugin, std::optional<double> budget_ms = 60.0,
            bool with_selected = false)
      : host_(with_models(host)),
        compare_(plugin.stage("compare",
                              [=](Settings& with) {
                                with.predict("primary", "prod", "production", std::nullopt);
                                with.predict("candidate", "cand", "candidate", budget_ms);
                                if (with_selected) with.set("selected", "admit.selected");
                              })),
        tally_(plugin.stage("tally", [=](Settings& with) {
          with.set("compare", "shadow");
          with.predict("primary", "prod", "production", std::nullopt);
          with.predict("candidate", "cand", "candidate", budget_ms);
        })) {}

  template <class T>
  ShadowRig& set(const std::string& input, T value) {
    for (StageRig* stage : {&compare_, &tally_})
      if (stage->reads(input)) stage->set(input, value);
    return *this;
  }
  ShadowRig& set_null(const std::string& input) {
    for (StageRig* stage : {&compare_, &tally_})
      if (stage->reads(input)) stage->set_null(input);
    return *this;
  }

  int32_t run(uint32_t worker = 0, uint32_t frame_flags = 0) {
    const int32_t ran = compare_.run(worker, frame_flags);
    tally_.set("request.now_ns", host_.now_ns).set("shadow.match", boolean("match"));
    tally_.set("answer.code", code);
    tally_.set("shadow.outcome", compare_.i64("outcome"));
    null("delta") ? tally_.set_null("shadow.delta") : tally_.set("shadow.delta", f64("delta"));
    return tally_.run(worker, frame_flags) == SPARK_OK ? ran : SPARK_E_FAILED;
  }

  [[nodiscard]] bool null(const std::string& name) const { return compare_.null(name); }
  [[nodiscard]] double f64(const std::string& name) const { return compare_.f64(name); }
  [[nodiscard]] bool boolean(const std::string& name) const { return compare_.boolean(name); }
  [[nodiscard]] spark_stage* raw() const { return compare_.raw(); }

  int64_t code = 200;  // of the answer

  [[nodiscard]] spark_stage* raw_tally() const { return tally_.raw(); }

 private:
  // Both models, which have one target unless the test has said what they are.
  static FakeHost& with_models(FakeHost& host) {
    static const spark_model_info one = [] {
      spark_model_info info{};
      info.target_event = "up-move";
      return info;
    }();
    for (const char* name : {"production", "candidate"}) host.models.try_emplace(name, &one);
    return host;
  }

  FakeHost& host_;
  StageRig compare_;
  StageRig tally_;
};

}  // namespace spark::testing
