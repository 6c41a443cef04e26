#include "serving/inference.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string>
#include <utility>

#include "base/clock.h"
#include "base/host_version.h"
#include "base/nearest.h"
#include "base/text.h"
#include "base/utf8.h"
#include "oip/metadata.h"
#include "oip/path.h"

namespace spark::serving {
namespace {

constexpr std::string_view server_path = "/v2";
constexpr std::string_view live_path = "/v2/health/live";
constexpr std::string_view ready_path = "/v2/health/ready";
constexpr std::array<std::string_view, 1> inference_extensions = {"statistics"};

// Sent by clients that put tensors behind the JSON as bytes, without being asked.
constexpr std::string_view binary_header = "Inference-Header-Content-Length";

// What somebody sent, in a text about it: a name, and a path with names of usual length.
std::string shown_name(std::string_view name) {
  return base::cut(name, base::quoted_bytes_max);
}
std::string shown_path(std::string_view path) {
  constexpr size_t bytes_max = 200;
  return base::cut(path, bytes_max);
}

void serve_ready(std::string_view model, std::string_view not_ready, http::Response& response) {
  response.status(not_ready.empty() ? 200 : 503);
  oip::render_ready(response.body(), model, not_ready);
}

// Null and answered 404 unless the path names a loaded model, and no other version of it.
generation::InferenceModel* find_model(const InferenceView& view, const oip::ModelPath& path,
                                       http::Response& response) {
  const auto at = std::find_if(view.models.begin(), view.models.end(),
                               [&](const auto& model) { return model->name() == path.model; });
  if (at == view.models.end()) {
    std::vector<std::string> names;
    for (const auto& model : view.models) names.push_back(model->name());
    std::string text = fmt::format("unknown model '{}'", shown_name(path.model));
    if (const auto near = base::nearest_name(path.model, names); !near.empty())
      text += fmt::format("; did you mean '{}'?", near);
    response.error(404, text);
    return nullptr;
  }
  const std::string& loaded = (*at)->info().version;
  if (path.version && *path.version != loaded) {
    response.error(404, fmt::format("version '{}' of model '{}' is not loaded; '{}' is",
                                    shown_name(*path.version), path.model, loaded));
    return nullptr;
  }
  return at->get();
}

void serve_infer(generation::InferenceModel& model, http::Exchange& exchange) {
  const http::Request& request = exchange.request();
  http::Response& response = exchange.response();
  const int64_t started_ns = base::steady_ns();
  const auto refuse = [&](uint32_t code, std::string_view why) {
    response.error(code, why);
    model.count_failure(base::steady_ns() - started_ns);
  };
  if (!request.header(binary_header).empty())
    return refuse(400, fmt::format("{}: the binary tensor data extension is not supported; send "
                                   "and take numbers as JSON",
                                   binary_header));
  const auto asked =
      oip::parse_infer(request.body, static_cast<uint32_t>(model.info().features.size()));
  if (!asked) return refuse(400, asked.error().text);
  const int64_t read_ns = base::steady_ns();
  std::vector<double> scores;
  std::string error;
  if (const uint32_t code = model.score(*asked, scores, error); code != 200)
    return refuse(code, error);
  const int64_t scored_ns = base::steady_ns();
  response.status(200);
  oip::render_scores(response.body(), model.name(), model.info().version, asked->id, scores);
  model.count_success(asked->count, {.input_ns = read_ns - started_ns,
                                     .infer_ns = scored_ns - read_ns,
                                     .output_ns = base::steady_ns() - scored_ns});
}

void serve_model(const InferenceView& view, http::Exchange& exchange) {
  const http::Request& request = exchange.request();
  http::Response& response = exchange.response();
  const auto path = oip::parse_model_path(request.path.substr(oip::models_path.size()));
  if (!path)
    return response.error(
        404, fmt::format("unknown route: {} {}", request.method_text, shown_path(request.path)));
  const bool posts = path->verb == oip::ModelVerb::infer;
  if (posts != (request.method == http::Method::post)) {
    response.header("Allow", posts ? "POST" : "GET, HEAD");
    return response.error(405, fmt::format("method not allowed: {} {}", request.method_text,
                                           shown_path(request.path)));
  }
  generation::InferenceModel* const model = find_model(view, *path, response);
  if (model == nullptr) return;
  switch (path->verb) {
    case oip::ModelVerb::metadata:
      response.status(200);
      return oip::render_model(response.body(), model->name(), model->info());
    case oip::ModelVerb::ready:
      return serve_ready(model->name(), view.not_ready, response);
    case oip::ModelVerb::infer:
      return serve_infer(*model, exchange);
    case oip::ModelVerb::statistics:
      response.status(200);
      return oip::render_statistics(response.body(), model->name(), model->info().version,
                                    model->statistics());
  }
}

}  // namespace

void serve_inference(const InferenceView& view, http::Exchange& exchange) {
  const std::string_view path = exchange.request().path;
  http::Response& response = exchange.response();
  if (path.starts_with(oip::models_path)) return serve_model(view, exchange);
  if (path == ready_path) return serve_ready("", view.not_ready, response);
  response.status(200);
  if (path == live_path) return oip::render_live(response.body());
  oip::render_server(response.body(), base::host_version, inference_extensions);
}

std::vector<http::Route> inference_routes(std::function<InferenceView()> view,
                                          http::Access access) {
  const http::Handler handle = [view = std::move(view)](http::Exchange& exchange) {
    serve_inference(view(), exchange);
  };
  const std::string models = std::string(oip::models_path) + '*';
  return {{"GET", std::string(server_path), access, handle},
          {"GET", std::string(live_path), access, handle},
          {"GET", std::string(ready_path), access, handle},
          {"GET", models, access, handle},
          {"POST", models, access, handle}};
}

}  // namespace spark::serving
