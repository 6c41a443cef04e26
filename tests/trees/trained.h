// Models that libxgboost trains on the spot, and its own predictions to compare with.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace spark::test {

// Whether the library was there when this was compiled.
[[nodiscard]] bool has_xgboost();

struct Shape {
  int features;
  int trees;
  int depth;
  const char* objective;
  double missing_share = 0;  // of the elements that are NaN in training
  const char* base_score = "0.5";
};

// Rows of `features` floats: many are whole numbers, so that they meet cuts and each other.
[[nodiscard]] std::vector<float> training_rows(const Shape& shape, int rows, uint32_t seed);

// Throws std::runtime_error with what the library says.
class Trained {
 public:
  explicit Trained(const Shape& shape, uint32_t seed = 1);
  ~Trained();

  // format: "json" or "ubj".
  [[nodiscard]] std::string saved(const char* format) const;
  // As its users get the fastest one: inplace, one thread. The result is good until the next call.
  [[nodiscard]] const float* predict(const float* rows, size_t count, bool as_margin) const;
  // From a DMatrix that is made once.
  void keep_rows(const float* rows, size_t count);
  [[nodiscard]] const float* predict_kept(bool as_margin) const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace spark::test
