// The Open Inference Protocol's data side: /v2 and what is below it, on one listener, for all
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

// What one request sees; the caller keeps it alive for the call.
struct InferenceView {
  std::span<const std::shared_ptr<generation::InferenceModel>> models;
  std::string_view not_ready;  // why no more should be sent here; "": nothing is in the way
};

// Answers one request to a path of inference_routes(). [worker]
void serve_inference(const InferenceView& view, http::Exchange& exchange);

// Of paths of inference_routes(), by what counts are kept: one for each of the protocol's paths
// below a model, whatever the model and with or without a version.
[[nodiscard]] std::span<const std::string_view> inference_patterns();
// The pattern of a path below /v2/models/, of those above.
[[nodiscard]] std::string_view inference_pattern(std::string_view path);

// The protocol's routes. `view` is called on workers; what it returns is kept alive by `view`
// itself.
[[nodiscard]] std::vector<http::Route> inference_routes(std::function<InferenceView()> view,
                                                        http::Access access);

}  // namespace spark::serving
