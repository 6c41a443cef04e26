// spark/model.h: a model as a class:
//
//   class UpMove : public spark::Model {
//    public:
//     explicit UpMove(const spark::Config& config);                 // describes itself to Model()
//     double predict(std::span<const double> row) const;            // or predict(Scratch&, row)
//     const
//   };
//
// The constructor takes (plugin, config, artefact), (config, artefact) or (config); a model of the
// last form refuses an artefact. A score that is not finite is a failed row; so is a throw, which
// costs the whole call.
#pragma once

#include <cmath>
#include <concepts>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "spark/config.h"

namespace spark {

struct Target {
  std::string event;      // "up-move"
  std::string horizon;    // "1min"
  std::string reference;  // "mid", or ""
};

struct ModelInfo {
  std::string version;
  std::string type;                         // "logistic", "heuristic", …
  uint32_t kind = SPARK_MODEL_PROBABILITY;  // SPARK_MODEL_*
  bool accepts_missing = false;             // rows may hold quiet NaN
  std::string sha256 = {};                  // of the artefact's content; "" without one
  Target target;
  std::vector<std::string> features;    // names, in the order of a row's elements
  std::vector<double> probe_rows = {};  // probe_scores.size() rows of features.size() elements
  std::vector<double> probe_scores = {};
};

class Model {
 public:
  static constexpr NoParams
      params{};  // keys under models.<name>.with; hide it with a table of your own

  Model(const Model&) = delete;
  Model& operator=(const Model&) = delete;

  [[nodiscard]] const ModelInfo& info() const { return info_; }
  [[nodiscard]] const spark_model_info* raw_info() const { return &raw_; }

 protected:
  explicit Model(ModelInfo info) : info_(std::move(info)) {
    for (const std::string& name : info_.features) names_.push_back(name.c_str());
    raw_ = {info_.version.c_str(),
            info_.type.c_str(),
            info_.kind,
            info_.accepts_missing ? uint32_t{SPARK_MODEL_ACCEPTS_MISSING} : 0u,
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
  spark_model_info raw_;
};

namespace glue {

// The C face of a model of class M.
template <class M>
class ModelFace {
 public:
  template <class P>
  static spark_model* create(P& plugin, const Config& config, const char* artefact) {
    const std::string_view path = artefact == nullptr ? "" : artefact;
    if constexpr (std::constructible_from<M, P&, const Config&, std::string_view>) {
      return &(new ModelFace(plugin, config, path))->raw_;
    } else if constexpr (std::constructible_from<M, const Config&, std::string_view>) {
      return &(new ModelFace(config, path))->raw_;
    } else {
      if (artefact != nullptr) throw Error("this model takes no artefact", SPARK_E_INVALID);
      return &(new ModelFace(config))->raw_;
    }
  }

 private:
  static constexpr bool has_scratch = requires { typename M::Scratch; };

  template <class... Args>
  explicit ModelFace(Args&&... args)
      : model_(std::forward<Args>(args)...), raw_{this,           model_.raw_info(),
                                                  scratch_create, scratch_destroy,
                                                  predict,        destroy} {}

  static const M& model(const spark_model* raw) {
    return static_cast<const ModelFace*>(raw->self)->model_;
  }

  static void* scratch_create(const spark_model*) noexcept {
    void* scratch = nullptr;
    if constexpr (has_scratch) {
      guarded(nullptr, [&] { scratch = new typename M::Scratch(); });
    }
    return scratch;
  }

  static void scratch_destroy(const spark_model*, void* scratch) noexcept {
    if constexpr (has_scratch) delete static_cast<typename M::Scratch*>(scratch);
  }

  static double score(const M& model, [[maybe_unused]] void* scratch, std::span<const double> row) {
    if constexpr (has_scratch) {
      return model.predict(*static_cast<typename M::Scratch*>(scratch), row);
    } else {
      return model.predict(row);
    }
  }

  static int32_t predict(const spark_model* raw, void* scratch, const double* rows, uint32_t stride,
                         uint32_t count, double* scores, uint8_t* status,
                         spark_error* err) noexcept {
    if (has_scratch && scratch == nullptr) return report(err, SPARK_E_FAILED, "no scratch memory");
    return guarded(err, [&] {
      const M& self = model(raw);
      for (uint32_t i = 0; i < count; ++i) {
        const std::span row(rows + size_t{i} * stride, raw->info->dimension);
        scores[i] = std::nan("");
        status[i] = SPARK_ROW_NOT_READY;
        if (!self.info().accepts_missing && missing(row)) continue;
        scores[i] = score(self, scratch, row);
        status[i] = std::isfinite(scores[i]) ? SPARK_ROW_OK : SPARK_ROW_ERROR;
      }
    });
  }

  static bool missing(std::span<const double> row) {
    for (const double x : row) {
      if (std::isnan(x)) return true;
    }
    return false;
  }

  static void destroy(spark_model* raw) noexcept { delete static_cast<ModelFace*>(raw->self); }

  M model_;
  spark_model raw_;
};

}  // namespace glue
}  // namespace spark
