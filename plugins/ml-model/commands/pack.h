// From what somebody's Python has to an artefact: a model file as its tool writes it, names, rows
// and the scores that the tool gave them.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "spark/tool/result.h"
#include "training/target.h"

namespace models {

struct PackRequest {
  std::filesystem::path from;
  std::filesystem::path features;  // empty: the names that the model file has
  std::filesystem::path rows;      // empty: probes are computed
  std::filesystem::path scores;    // given with rows
  std::string version;
  training::Target target;
  bool accepts_missing = false;
  std::filesystem::path out;
  bool is_replacing = false;
  std::filesystem::path plugin_file;
};

struct Packed {
  std::string type;
  std::vector<std::string> features;
  size_t trees = 0;
  size_t probes = 0;
  size_t compared_rows = 0;       // 0: none were given
  double largest_difference = 0;  // of a score from the given one
};

// How far a score may be from the given one, of 1 or of the score if that is larger. Tools compute
// the last step in float32, and with an exp() of their own.
inline constexpr double difference_max = 1e-6;

// "event/horizon" or "event/horizon/reference". Nothing if it is neither.
[[nodiscard]] std::optional<training::Target> parse_target(const std::string& text);

// Writes the artefact, or says what is wrong with which file and where. Given scores are compared
// with those of the plugin that will serve, on every row; the first rows become the probes, with
// the plugin's own scores.
[[nodiscard]] spark::tool::Result<Packed> pack(const PackRequest& request);

}  // namespace models
