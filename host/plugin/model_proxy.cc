// Calls of a model: scratch, predict, and the probes that compare its scores with known ones.
#include "plugin/model_proxy.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <limits>
#include <utility>

#include "base/assert.h"
#include "plugin/guard.h"
#include "plugin/layout.h"
#include "plugin/model_checks.h"

namespace spark::plugin {

namespace {

// One predict() scratch for the duration of the probes.
class Scratch {
 public:
  explicit Scratch(const ModelProxy& model) : model_(model), raw_(model.scratch_create()) {}
  ~Scratch() { model_.scratch_destroy(raw_); }
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;
  [[nodiscard]] void* get() const { return raw_; }

 private:
  const ModelProxy& model_;
  void* raw_;
};

std::string exact(double number) {
  char text[40];
  std::snprintf(text, sizeof text, "%.17g", number);
  return text;
}

}  // namespace

base::Result<std::shared_ptr<const ModelProxy>> ModelProxy::create(
    std::shared_ptr<const PluginObject> owner, const std::string& name, spark_model* raw) {
  const auto refuse = [&](const base::Error& why) { return base::Error(name + ": " + why.text); };
  if (raw == nullptr) return refuse(base::Error("its creation succeeded without making an object"));
  const auto complete = check_complete(*raw);
  if (!complete) {
    if (raw->destroy != nullptr) guarded_void([&] { raw->destroy(raw); });
    return refuse(complete.error());
  }
  std::shared_ptr<ModelProxy> model(new ModelProxy(std::move(owner), raw));
  auto info = read_info(raw->info);
  if (!info) return refuse(info.error());
  model->info_ = std::move(*info);
  const auto difference = model->verify_probes();
  if (!difference) return refuse(difference.error());
  model->info_.probe_difference = *difference;
  return std::shared_ptr<const ModelProxy>(std::move(model));
}

ModelProxy::ModelProxy(std::shared_ptr<const PluginObject> owner, spark_model* raw)
    : owner_(std::move(owner)), raw_(raw) {}

ModelProxy::~ModelProxy() {
  guarded_void([&] { raw_->destroy(raw_); });
}

const spark_model_info* ModelProxy::raw_info() const {
  return raw_->info;
}

void* ModelProxy::scratch_create() const {
  void* scratch = nullptr;
  guarded_void([&] { scratch = raw_->scratch_create(raw_); });
  return scratch;
}

void ModelProxy::scratch_destroy(void* scratch) const {
  if (scratch != nullptr) guarded_void([&] { raw_->scratch_destroy(raw_, scratch); });
}

int32_t ModelProxy::predict(void* scratch, const double* rows, uint32_t stride, uint32_t count,
                            double* scores, uint8_t* status,
                            frame::Failure& failure) const noexcept {
  SPARK_ASSERT(stride >= info_.features.size(), "rows hold a model's whole dimension");
  // Rows that the model does not write count as failed.
  std::fill_n(scores, count, std::numeric_limits<double>::quiet_NaN());
  std::fill_n(status, count, uint8_t{frame::row_error});
  const int32_t code = guarded(failure, [&] {
    return raw_->predict(raw_, scratch, rows, stride, count, scores, status, plugin::raw(failure));
  });
  for (uint32_t i = 0; i < count; ++i) {
    const bool promised =
        std::isfinite(scores[i]) && (!info_.probability || (scores[i] >= 0.0 && scores[i] <= 1.0));
    if (code != frame::ok || status[i] > frame::row_error ||
        (status[i] == frame::row_ok && !promised))
      status[i] = frame::row_error;
    if (status[i] != frame::row_ok) scores[i] = std::numeric_limits<double>::quiet_NaN();
  }
  return code;
}

// Each row alone, then all at once: a score that depends on its neighbours is as wrong as another
// score.
base::Result<double> ModelProxy::verify_probes() const {
  const auto count = static_cast<uint32_t>(info_.probe_scores.size());
  const auto dimension = static_cast<uint32_t>(info_.features.size());
  if (count == 0) return 0.0;
  const Scratch scratch(*this);
  std::vector<double> alone(count);
  std::vector<double> scores(count);
  std::vector<uint8_t> status(count);
  frame::Failure failure;
  double largest = 0;
  const auto refuse = [&](uint32_t row, const std::string& how, double wanted, double got,
                          uint8_t state) {
    return base::Error(
        "probe " + std::to_string(row) + how + " expects the score " + exact(wanted) + ", got " +
        (state == frame::row_ok ? exact(got) : "row status " + std::to_string(state)));
  };
  for (uint32_t row = 0; row < count; ++row) {
    const double* const at = info_.probe_rows.data() + size_t{row} * dimension;
    if (predict(scratch.get(), at, dimension, 1, &alone[row], &status[row], failure) != frame::ok)
      return base::Error("probe " + std::to_string(row) + ": " + std::string(failure.view()));
    const double stated = info_.probe_scores[row];
    if (status[row] != frame::row_ok || !is_probe_score(alone[row], stated, info_.exact_probes))
      return refuse(row, info_.exact_probes ? ", which is exact," : "", stated, alone[row],
                    status[row]);
    largest = std::max(largest, relative_difference(alone[row], stated));
  }
  if (predict(scratch.get(), info_.probe_rows.data(), dimension, count, scores.data(),
              status.data(), failure) != frame::ok)
    return base::Error("all probes at once: " + std::string(failure.view()));
  for (uint32_t row = 0; row < count; ++row)
    if (status[row] != frame::row_ok || !is_probe_score(scores[row], alone[row], true))
      return refuse(row, " among the others", alone[row], scores[row], status[row]);
  return largest;
}

}  // namespace spark::plugin
