// How often a model was asked over the protocol, and how long that took.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace spark::oip {

struct Spent {
  uint64_t count = 0;
  uint64_t ns = 0;
};

struct Statistics {
  int64_t last_inference_ms = 0;  // UTC; 0: never
  uint64_t inference_count = 0;   // rows scored
  uint64_t execution_count = 0;   // calls of the model that scored them
  Spent success;                  // requests, from reading the body to the rendered response
  Spent fail;                     // requests that named the model and got an error
  Spent compute_input;            // of the successful ones: reading the body
  Spent compute_infer;            // … the model's own time
  Spent compute_output;           // … rendering the response
};

struct ModelStatistics {
  std::string_view model;
  std::string_view version;
  Statistics statistics;
};

void render_statistics(std::string& out, std::span<const ModelStatistics> models);

}  // namespace spark::oip
