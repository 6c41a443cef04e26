// The Open Inference Protocol's data side: /v2 and the paths below it, on one listener, for all
// models of a generation. Each request is answered on its worker, from start to end.
#pragma once

#include <functional>
#include <span>
#include <string_view>
#include <vector>

#include "generation/inference_model.h"
#include "http/exchange.h"
#include "http/router.h"

namespace spark::serving {

// The data that one request sees; the caller keeps it alive for the call.
struct InferenceView {
  std::span<const std::shared_ptr<generation::InferenceModel>> models;
  std::string_view not_ready;  // why clients should send no more requests; "": ready
};

// Answers one request to a path of inference_routes(). [worker]
void serve_inference(const InferenceView& view, http::Exchange& exchange);

// The patterns by which requests to inference_routes() are counted: one for each of the protocol's
// paths below a model. All models share a pattern, with or without a version.
[[nodiscard]] std::span<const std::string_view> inference_patterns();
// The one of inference_patterns() for a path below /v2/models/.
[[nodiscard]] std::string_view inference_pattern(std::string_view path);

// The protocol's routes. `view` is called on workers, and itself keeps the data that it returns
// alive.
[[nodiscard]] std::vector<http::Route> inference_routes(std::function<InferenceView()> view,
                                                        http::Access access);

}  // namespace spark::serving
