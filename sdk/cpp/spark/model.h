// spark/model.h: a model as a class: maps rows of named features to scores.
//
//   class UpMove : public spark::Model {
//    public:
//     static constexpr spark::Param params[] = {…};
//     explicit UpMove(const spark::Config& config) : Model({.version = "up-move-v1", …}) {}
//     double predict(std::span<const double> row) const;
//   };
//
// A plugin names it: `using Model = UpMove` (plugin.h), or is nothing but that model:
// SPARK_MODEL_PLUGIN(UpMove, "up-move", "1.0.0", "Your name").
#pragma once

#include <span>
#include <string>
#include <utility>
#include <vector>

#include "spark/config.h"
#include "spark/glue/param_table.h"

namespace spark {

// A model's target. Two models are compared only if their targets are the same.
struct Target {
  // Such as "up-move"; not empty.
  std::string event;
  // The time ahead: "1min", or "".
  std::string horizon;
  // The price to compare with: "mid", or "".
  std::string reference;
};

// A model's description of itself. Texts have at most 64 bytes.
struct ModelInfo {
  // Appears in answers and metric labels; not empty.
  std::string version;
  // "logistic", "heuristic", …; not empty.
  std::string type;
  // A probability is in [0, 1]; SPARK_MODEL_HEURISTIC is any finite score.
  uint32_t kind = SPARK_MODEL_PROBABILITY;
  // Rows may hold quiet NaN, where a feature is null.
  bool accepts_missing = false;
  // Of the artefact's content, 64 lower-case hex digits; "" without one.
  std::string sha256 = {};
  Target target;
  // 1 to 1,024 distinct names, in the order of a row's elements.
  std::vector<std::string> features;
  // Rows with known scores, one after the other, and the scores; up to 1,024. The host refuses the
  // model unless it computes the same scores: bit for bit if the code that predict() runs computed
  // them before, otherwise within 1e-12 of their size.
  std::vector<double> probe_rows = {};
  std::vector<double> probe_scores = {};
  bool exact_probes = false;
};

// Base of a model class. There is one object for each entry under models: that names its plugin,
// shared by all pipelines. The class provides:
//
//   params   the keys under its `with:` (params.h). None unless declared.
//
//   Class(Plugin& plugin, const Config& config, std::string_view artefact),
//   Class(const Config& config, std::string_view artefact), or Class(const Config& config)
//            Reads its settings and its artefact, and describes itself to Model(). `artefact` is
//            the absolute path of a folder that does not change, "" if the entry names none; a
//            class of the last form refuses an artefact. Throws spark::Error to refuse: the change
//            is not made, and the error names the model. [builder]
//
//   double predict(std::span<const double> row) const
//            The score of one row, which has an element for each feature. Pure: the same row gives
//            the same score, bit for bit. All workers call it at once on the same object, hence
//            const. Must not block, allocate or do I/O. A score that is not finite is a failed row,
//            and so is one outside [0, 1] of a probability; an exception fails the whole call.
//            Without accepts_missing it is not called for a row with a NaN.
//            [worker, builder]: the builder computes probes, and warms new models.
//
//   void predict_rows(const double* rows, size_t stride, size_t count, double* scores) const
//            Instead of predict(), for a class that does better with many rows at once: `count`
//            rows, at least 1, of which each begins `stride` elements after the one before. Writes
//            `count` scores. All that holds for predict() holds for it: a row's score is the same
//            bits in every company.
//
//   struct Scratch
//            Memory that predict() uses. Each caller has one of its own, constructed from nothing:
//            predict(Scratch& scratch, std::span<const double> row) const takes it then, and so
//            does predict_rows(). Made and destroyed on [builder].
//
//   ~Class() No predict() is under way and none follows. [builder]
class Model {
 public:
  static constexpr NoParams params{};

  Model(const Model&) = delete;
  Model& operator=(const Model&) = delete;

  // Constant for the model's life. [any]
  [[nodiscard]] const ModelInfo& info() const { return info_; }
  [[nodiscard]] const spark_model_info* raw_info() const { return &raw_; }

 protected:
  // Keeps the model's description. The host checks it after the constructor: every limit above,
  // then the probes. [builder]
  explicit Model(ModelInfo info) : info_(std::move(info)) {
    for (const std::string& name : info_.features) names_.push_back(name.c_str());
    raw_ = {info_.version.c_str(),
            info_.type.c_str(),
            info_.kind,
            (info_.accepts_missing ? uint32_t{SPARK_MODEL_ACCEPTS_MISSING} : 0u) |
                (info_.exact_probes ? uint32_t{SPARK_MODEL_EXACT_PROBES} : 0u),
            info_.sha256.c_str(),
            info_.target.event.c_str(),
            info_.target.horizon.c_str(),
            info_.target.reference.c_str(),
            names_.data(),
            static_cast<uint32_t>(names_.size()),
            static_cast<uint32_t>(info_.probe_scores.size()),
            info_.probe_rows.data(),
            info_.probe_scores.data()};
  }
  ~Model() = default;

 private:
  ModelInfo info_;
  std::vector<const char*> names_;
  spark_model_info raw_;  // points into the two above
};

}  // namespace spark
