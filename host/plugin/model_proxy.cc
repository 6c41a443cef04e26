// Calls of a model: scratch, predict, and the probes that prove it computes what it was trained to.
#include "plugin/model_proxy.h"

#include <algorithm>
#include <bit>
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

bool same_bits(double a, double b) {
  return std::bit_cast<uint64_t>(a) == std::bit_cast<uint64_t>(b);
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
  const auto verified = model->verify_probes();
  if (!verified) return refuse(verified.error());
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
  // A model that forgets a row has failed it.
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
base::Result<void> ModelProxy::verify_probes() const {
  const auto count = static_cast<uint32_t>(info_.probe_scores.size());
  const auto dimension = static_cast<uint32_t>(info_.features.size());
  if (count == 0) return {};
  const Scratch scratch(*this);
  std::vector<double> scores(count);
  std::vector<uint8_t> status(count);
  frame::Failure failure;
  const auto compare = [&](uint32_t row, double got, uint8_t state,
                           const char* how) -> base::Result<void> {
    if (state == frame::row_ok && same_bits(got, info_.probe_scores[row])) return {};
    return base::Error(
        "probe " + std::to_string(row) + how + " expects the score " +
        exact(info_.probe_scores[row]) + ", got " +
        (state == frame::row_ok ? exact(got) : "row status " + std::to_string(state)));
  };
  for (uint32_t row = 0; row < count; ++row) {
    const double* const at = info_.probe_rows.data() + size_t{row} * dimension;
    if (predict(scratch.get(), at, dimension, 1, scores.data(), status.data(), failure) !=
        frame::ok)
      return base::Error("probe " + std::to_string(row) + ": " + std::string(failure.view()));
    auto same = compare(row, scores[0], status[0], "");
    if (!same) return same;
  }
  if (predict(scratch.get(), info_.probe_rows.data(), dimension, count, scores.data(),
              status.data(), failure) != frame::ok)
    return base::Error("all probes at once: " + std::string(failure.view()));
  for (uint32_t row = 0; row < count; ++row) {
    auto same = compare(row, scores[row], status[row], " among the others");
    if (!same) return same;
  }
  return {};
}

}  // namespace spark::plugin
