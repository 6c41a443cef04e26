// The configuration of `sparkctl train`: configs/train/*.yaml. docs/training.md lists its keys.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "spark/tool/result.h"
#include "training/recipe.h"
#include "training/target.h"

namespace train {

// [from, until) in UTC.
struct Span {
  int64_t from_ms = 0;
  int64_t until_ms = 0;
};

struct Config {
  std::string model_version;
  training::Target target;
  std::vector<std::string> sets;      // of features that must be computed
  std::vector<std::string> features;  // of the model; empty: all of sets.front()
  training::Recipe recipe;
  std::vector<training::GridPoint> grid;  // at least one; the best of the folds is taken
  Span train{};
  std::optional<Span> test;  // scored when training is done; never written into the artefact
};

// "2023-12-01" at midnight UTC; none for another text. [any]
[[nodiscard]] std::optional<int64_t> day_ms(const std::string& text);

// Every mistake as "file:line: key: expected …, found …", one a line; unknown keys with the nearest
// known one. Errors are of usage.
[[nodiscard]] spark::tool::Result<Config> read_config(const std::string& file);
[[nodiscard]] spark::tool::Result<Config> parse_config(const std::string& text,
                                                       const std::string& file);

}  // namespace train
