#include "generation/inference_model.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "base/assert.h"
#include "base/clock.h"
#include "base/worker.h"

namespace spark::generation {
namespace {

uint32_t status_of(int32_t code) {
  if (code == frame::not_ready) return 422;
  return code == frame::invalid ? 400 : 500;
}

}  // namespace

InferenceModel::InferenceModel(std::string name, std::shared_ptr<const frame::Model> model,
                               uint32_t workers, metrics::Histogram duration_seconds)
    : name_(std::move(name)),
      model_(std::move(model)),
      workers_(workers),
      duration_seconds_(duration_seconds) {
  for (Worker& worker : workers_)
    worker.scratch = {model_->scratch_create(), ScratchDeleter{model_.get()}};
}

InferenceModel::Worker& InferenceModel::own() {
  SPARK_ASSERT(base::this_worker < workers_.size(), "inference requests are served by workers");
  return workers_[base::this_worker];
}

uint32_t InferenceModel::score(const oip::InferRequest& request, std::vector<double>& scores,
                               std::string& error) {
  Worker& worker = own();
  const auto dimension = static_cast<uint32_t>(info().features.size());
  SPARK_ASSERT(request.rows.size() == size_t{request.count} * dimension,
               "a request that was read holds whole rows");
  scores.resize(request.count);
  worker.status.assign(request.count, frame::row_error);
  frame::Failure failure;
  const int32_t code = model_->predict(worker.scratch.get(), request.rows.data(), dimension,
                                       request.count, scores.data(), worker.status.data(), failure);
  if (code != frame::ok) {
    error = fmt::format("model '{}' could not answer: {}", name_, failure.view());
    return status_of(code);
  }
  for (uint32_t row = 0; row < request.count; ++row) {
    if (worker.status[row] == frame::row_ok && std::isfinite(scores[row])) continue;
    const bool not_ready = worker.status[row] == frame::row_not_ready;
    error = fmt::format("inputs[0].data: row {}: model '{}' {}", row, name_,
                        not_ready ? "is not ready for it" : "failed for it");
    return not_ready ? 422 : 500;
  }
  return 200;
}

void InferenceModel::count_success(uint32_t rows, const Times& times) {
  Worker& worker = own();
  worker.last_ms.store(base::utc_ms(), std::memory_order_relaxed);
  worker.rows.add(rows);
  worker.successes.add();
  worker.input_ns.add(static_cast<uint64_t>(times.input_ns));
  worker.infer_ns.add(static_cast<uint64_t>(times.infer_ns));
  worker.output_ns.add(static_cast<uint64_t>(times.output_ns));
  duration_seconds_.observe(static_cast<double>(times.input_ns + times.infer_ns + times.output_ns) *
                            1e-9);
}

void InferenceModel::count_failure(int64_t spent_ns) {
  Worker& worker = own();
  worker.failures.add();
  worker.failure_ns.add(static_cast<uint64_t>(spent_ns));
  duration_seconds_.observe(static_cast<double>(spent_ns) * 1e-9);
}

oip::Statistics InferenceModel::statistics() const {
  oip::Statistics sum;
  for (const Worker& worker : workers_) {
    const uint64_t successes = worker.successes.get();
    const auto add = [](oip::Spent& to, uint64_t count, uint64_t ns) {
      to.count += count;
      to.ns += ns;
    };
    sum.last_inference_ms =
        std::max(sum.last_inference_ms, worker.last_ms.load(std::memory_order_relaxed));
    sum.inference_count += worker.rows.get();
    sum.execution_count += successes;
    add(sum.fail, worker.failures.get(), worker.failure_ns.get());
    add(sum.compute_input, successes, worker.input_ns.get());
    add(sum.compute_infer, successes, worker.infer_ns.get());
    add(sum.compute_output, successes, worker.output_ns.get());
  }
  sum.success = {sum.execution_count,
                 sum.compute_input.ns + sum.compute_infer.ns + sum.compute_output.ns};
  return sum;
}

InferenceModels make_inference_models(const std::vector<NamedModel>& models,
                                      const InferenceModels& before, uint32_t workers) {
  InferenceModels made;
  for (const auto& [name, model, duration_seconds] : models) {
    const auto at =
        std::find_if(before.begin(), before.end(), [&name = name, &model = model](const auto& old) {
          return old->name() == name && old->model() == model;
        });
    made.push_back(at != before.end()
                       ? *at
                       : std::make_shared<InferenceModel>(name, model, workers, duration_seconds));
  }
  return made;
}

}  // namespace spark::generation
