#include "trained.h"

#include <cmath>
#include <cstdio>
#include <random>
#include <stdexcept>

#ifdef SPARK_HAS_XGBOOST
#include <xgboost/c_api.h>
#endif

namespace spark::test {

std::vector<float> training_rows(const Shape& shape, int rows, uint32_t seed) {
  std::mt19937 random(seed);
  std::normal_distribution<float> normal(0, 3);
  std::uniform_real_distribution<double> unit(0, 1);
  std::vector<float> out;
  for (int i = 0; i < rows * shape.features; ++i) {
    const float value = normal(random);
    const bool is_missing = unit(random) < shape.missing_share;
    out.push_back(is_missing ? NAN : unit(random) < 0.3 ? std::round(value) : value);
  }
  return out;
}

#ifdef SPARK_HAS_XGBOOST

bool has_xgboost() {
  return true;
}

namespace {

void must(int code) {
  if (code != 0) throw std::runtime_error(XGBGetLastError());
}

struct Matrix {
  Matrix(const float* rows, size_t count, size_t features) {
    must(XGDMatrixCreateFromMat(rows, count, features, NAN, &handle));
  }
  ~Matrix() { XGDMatrixFree(handle); }
  Matrix(const Matrix&) = delete;
  Matrix& operator=(const Matrix&) = delete;
  DMatrixHandle handle = nullptr;
};

std::string predict_config(bool as_margin) {
  return std::string("{\"type\":") + (as_margin ? "1" : "0") +
         ",\"training\":false,\"iteration_begin\":0,\"iteration_end\":0,\"missing\":NaN,"
         "\"strict_shape\":false,\"cache_id\":0}";
}

}  // namespace

struct Trained::State {
  ~State() {
    if (booster != nullptr) XGBoosterFree(booster);
    if (proxy != nullptr) XGDMatrixFree(proxy);
  }
  size_t features = 0;
  BoosterHandle booster = nullptr;
  DMatrixHandle proxy = nullptr;  // used again, a row costs a third of what it costs otherwise
  std::unique_ptr<Matrix> kept;
};

Trained::Trained(const Shape& shape, uint32_t seed) : state_(std::make_unique<State>()) {
  constexpr int rows = 2000;
  const auto data = training_rows(shape, rows, seed);
  const auto features = static_cast<size_t>(shape.features);
  state_->features = features;
  std::mt19937 random(seed + 1);
  std::normal_distribution<float> noise(0, 1);
  std::vector<float> labels;
  for (size_t i = 0; i < rows; ++i) {
    float sum = noise(random);
    for (size_t j = 0; j < features; ++j) {
      const float x = data[i * features + j];
      if (!std::isnan(x)) sum += (j % 2 == 0 ? x : std::sin(x)) / static_cast<float>(1 + j % 5);
    }
    const bool is_class = std::string(shape.objective) != "reg:squarederror";
    labels.push_back(is_class ? (sum > 0 ? 1.0F : 0.0F) : sum);
  }
  const Matrix matrix(data.data(), rows, features);
  must(XGDMatrixSetFloatInfo(matrix.handle, "label", labels.data(), labels.size()));
  must(XGBoosterCreate(&matrix.handle, 1, &state_->booster));
  must(XGProxyDMatrixCreate(&state_->proxy));
  const std::pair<const char*, std::string> params[] = {
      {"objective", shape.objective},   {"max_depth", std::to_string(shape.depth)},
      {"tree_method", "hist"},          {"eta", "0.1"},
      {"min_child_weight", "0"},        {"nthread", "1"},
      {"base_score", shape.base_score}, {"verbosity", "0"},
      {"seed", std::to_string(seed)},   {"subsample", "0.8"},
  };
  for (const auto& [name, value] : params) {
    must(XGBoosterSetParam(state_->booster, name, value.c_str()));
  }
  for (int i = 0; i < shape.trees; ++i) {
    must(XGBoosterUpdateOneIter(state_->booster, i, matrix.handle));
  }
}

Trained::~Trained() = default;

std::string Trained::saved(const char* format) const {
  const std::string config = std::string("{\"format\":\"") + format + "\"}";
  bst_ulong size = 0;
  const char* bytes = nullptr;
  must(XGBoosterSaveModelToBuffer(state_->booster, config.c_str(), &size, &bytes));
  return {bytes, size};
}

const float* Trained::predict(const float* rows, size_t count, bool as_margin) const {
  static const std::string configs[] = {predict_config(false), predict_config(true)};
  char array[256];
  std::snprintf(array, sizeof array,
                "{\"data\":[%zu,true],\"shape\":[%zu,%zu],\"typestr\":\"<f4\",\"version\":3}",
                reinterpret_cast<size_t>(rows), count, state_->features);
  const bst_ulong* shape = nullptr;
  bst_ulong dimensions = 0;
  const float* out = nullptr;
  must(XGBoosterPredictFromDense(state_->booster, array, configs[as_margin ? 1 : 0].c_str(),
                                 state_->proxy, &shape, &dimensions, &out));
  return out;
}

void Trained::keep_rows(const float* rows, size_t count) {
  state_->kept = std::make_unique<Matrix>(rows, count, state_->features);
}

const float* Trained::predict_kept(bool as_margin) const {
  const bst_ulong* shape = nullptr;
  bst_ulong dimensions = 0;
  const float* out = nullptr;
  must(XGBoosterPredictFromDMatrix(state_->booster, state_->kept->handle,
                                   predict_config(as_margin).c_str(), &shape, &dimensions, &out));
  return out;
}

#else

bool has_xgboost() {
  return false;
}

struct Trained::State {};
Trained::Trained(const Shape&, uint32_t) {
  throw std::runtime_error("libxgboost is not installed");
}
Trained::~Trained() = default;
std::string Trained::saved(const char*) const {
  return {};
}
const float* Trained::predict(const float*, size_t, bool) const {
  return nullptr;
}
void Trained::keep_rows(const float*, size_t) {}
const float* Trained::predict_kept(bool) const {
  return nullptr;
}

#endif

}  // namespace spark::test
