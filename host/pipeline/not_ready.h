// For what a request that was answered with 422 waits: a stage, and the features that it misses.
// One word, so that workers can leave the last one for those who ask.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>

#include "config/limits.h"

namespace spark::pipeline {

class NotReady {
 public:
  // Features beyond the first so many count as the last of them.
  static constexpr size_t features_max = 56;

  NotReady() = default;  // nothing waits
  explicit NotReady(size_t stage) : word_((uint64_t{stage} + 1) << features_max) {}
  static NotReady of_word(uint64_t word) {
    NotReady out;
    out.word_ = word;
    return out;
  }

  void add(size_t feature) { word_ |= uint64_t{1} << std::min(feature, features_max - 1); }

  [[nodiscard]] uint64_t word() const { return word_; }  // 0: nothing waits
  [[nodiscard]] explicit operator bool() const { return word_ != 0; }
  // Of the plan; meaningful if something waits.
  [[nodiscard]] size_t stage() const { return static_cast<size_t>(word_ >> features_max) - 1; }
  [[nodiscard]] bool has(size_t feature) const {
    return feature < features_max && ((word_ >> feature) & 1U) != 0;
  }

 private:
  uint64_t word_ = 0;
};

static_assert(config::stages_max < (1U << (64 - NotReady::features_max)));

}  // namespace spark::pipeline
