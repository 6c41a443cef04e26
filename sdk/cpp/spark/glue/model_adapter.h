// spark/glue/model_adapter.h: a model class as the C interface has it. An author needs nothing
// here.
#pragma once

#include <cmath>
#include <concepts>
#include <memory>
#include <span>
#include <string_view>
#include <utility>

#include "spark/model.h"

namespace spark::glue {

// Owns a model of class M. The host owns the adapter, from create() to raw's destroy().
template <class M>
class ModelAdapter {
 public:
  // Throws what M's constructor throws, or for an artefact that it does not take. [builder]
  template <class P>
  static spark_model* create(P& plugin, const Config& config, const char* artefact) {
    const std::string_view path = artefact == nullptr ? "" : artefact;
    if constexpr (std::constructible_from<M, P&, const Config&, std::string_view>) {
      return &(new ModelAdapter(plugin, config, path))->raw_;
    } else if constexpr (std::constructible_from<M, const Config&, std::string_view>) {
      return &(new ModelAdapter(config, path))->raw_;
    } else {
      if (artefact != nullptr) throw Error("this model takes no artefact", SPARK_E_INVALID);
      return &(new ModelAdapter(config))->raw_;
    }
  }

 private:
  // Whether predict() takes memory of the caller's own.
  static constexpr bool has_scratch = requires { typename M::Scratch; };

  template <class... Args>
  explicit ModelAdapter(Args&&... args)
      : model_(std::forward<Args>(args)...), raw_{this,           model_.raw_info(),
                                                  scratch_create, scratch_destroy,
                                                  predict,        destroy} {}

  static const M& model(const spark_model* raw) {
    return static_cast<const ModelAdapter*>(raw->self)->model_;
  }

  // Null without a Scratch, and where its constructor throws: predict() fails then. [builder]
  static void* scratch_create(const spark_model*) noexcept {
    void* scratch = nullptr;
    if constexpr (has_scratch) {
      guarded(nullptr, [&] { scratch = new typename M::Scratch(); });
    }
    return scratch;
  }

  // A null is nothing to delete. [builder]
  static void scratch_destroy(const spark_model*, void* scratch) noexcept {
    if constexpr (has_scratch) delete static_cast<typename M::Scratch*>(scratch);
  }

  // Whether M takes many rows at once.
  static constexpr bool has_rows = requires { &M::predict_rows; };

  // Scores `count` rows that all may be asked for: at once where M takes them so, else one by one.
  // What M throws passes through. [worker, builder]
  static void score(const M& model, [[maybe_unused]] void* scratch, const double* rows,
                    uint32_t stride, uint32_t count, double* scores) {
    const auto with_scratch = [&](auto&& call) {
      if constexpr (has_scratch) {
        call(*static_cast<typename M::Scratch*>(scratch));
      } else {
        call();
      }
    };
    if constexpr (has_rows) {
      with_scratch([&](auto&... own) { model.predict_rows(own..., rows, stride, count, scores); });
    } else {
      const size_t dimension = model.info().features.size();
      for (uint32_t i = 0; i < count; ++i) {
        const std::span row(rows + size_t{i} * stride, dimension);
        with_scratch([&](auto&... own) { scores[i] = model.predict(own..., row); });
      }
    }
  }

  // Each row has a score or a reason. An exception ends the call, for all its rows.
  // [worker, builder]
  static int32_t predict(const spark_model* raw, void* scratch, const double* rows, uint32_t stride,
                         uint32_t count, double* scores, uint8_t* status,
                         spark_error* err) noexcept {
    if (has_scratch && scratch == nullptr) return report(err, SPARK_E_FAILED, "no scratch memory");
    return guarded(err, [&] {
      const M& self = model(raw);
      const bool accepts_missing = self.info().accepts_missing;
      const auto row = [&](uint32_t i) {
        return std::span(rows + size_t{i} * stride, raw->info->dimension);
      };
      for (uint32_t i = 0; i < count;) {
        uint32_t end = i;  // of the rows from here on that may be asked for
        while (end < count && (accepts_missing || !missing(row(end)))) ++end;
        if (end == i) {
          scores[i] = std::nan("");
          status[i++] = SPARK_ROW_NOT_READY;
          continue;
        }
        score(self, scratch, row(i).data(), stride, end - i, scores + i);
        for (; i < end; ++i) status[i] = std::isfinite(scores[i]) ? SPARK_ROW_OK : SPARK_ROW_ERROR;
      }
    });
  }

  // Whether a feature is null, which is a NaN in the row.
  static bool missing(std::span<const double> row) {
    for (const double x : row) {
      if (std::isnan(x)) return true;
    }
    return false;
  }

  // The host no longer uses `raw`, so the adapter may delete itself. [builder]
  static void destroy(spark_model* raw) noexcept { delete static_cast<ModelAdapter*>(raw->self); }

  // Constructed first: `raw_` points to the model's description.
  M model_;
  spark_model raw_;
};

}  // namespace spark::glue
