// A model as the Open Inference Protocol serves it: each worker's scratch, and the counters.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "base/count.h"
#include "frame/model.h"
#include "metrics/registry.h"
#include "oip/infer.h"
#include "oip/statistics.h"

namespace spark::generation {

class InferenceModel {
 public:
  // `duration_seconds`: of requests, from reading the body to the rendered answer. [builder]
  InferenceModel(std::string name, std::shared_ptr<const frame::Model> model, uint32_t workers,
                 metrics::Histogram duration_seconds = {});

  [[nodiscard]] const std::string& name() const { return name_; }
  [[nodiscard]] const frame::ModelInfo& info() const { return model_->info(); }
  [[nodiscard]] const std::shared_ptr<const frame::Model>& model() const { return model_; }

  // Scores a request's rows. Returns 200; or the status of the answer, with its reason in `error`
  // and `scores` meaningless. [worker]
  [[nodiscard]] uint32_t score(const oip::InferRequest& request, std::vector<double>& scores,
                               std::string& error);

  // One request that was answered, and how long its parts took. [worker]
  struct Times {
    int64_t input_ns = 0;
    int64_t infer_ns = 0;
    int64_t output_ns = 0;
  };
  void count_success(uint32_t rows, const Times& times);
  void count_failure(int64_t spent_ns);

  [[nodiscard]] oip::Statistics statistics() const;  // over all workers [any]

 private:
  struct ScratchDeleter {
    const frame::Model* model;
    void operator()(void* scratch) const { model->scratch_destroy(scratch); }
  };

  // Written by its worker only; two share no cache line.
  struct alignas(64) Worker {
    std::unique_ptr<void, ScratchDeleter> scratch;
    std::vector<uint8_t> status;
    std::atomic<int64_t> last_ms{0};
    base::Count rows;
    base::Count successes;
    base::Count failures;
    base::Count failure_ns;
    base::Count input_ns;
    base::Count infer_ns;
    base::Count output_ns;
  };
  Worker& own();

  std::string name_;
  std::shared_ptr<const frame::Model> model_;  // outlives the scratch
  std::vector<Worker> workers_;
  metrics::Histogram duration_seconds_;
};

using InferenceModels = std::vector<std::shared_ptr<InferenceModel>>;

struct NamedModel {
  std::string name;
  std::shared_ptr<const frame::Model> model;
  metrics::Histogram duration_seconds = {};
};

// Takes a model over from `before` if it is still the same object under the same name, so that a
// change of one model does not set the others' counts to zero. [builder]
[[nodiscard]] InferenceModels make_inference_models(const std::vector<NamedModel>& models,
                                                    const InferenceModels& before,
                                                    uint32_t workers);

}  // namespace spark::generation
