#include "serving/inference.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <utility>

#include "base/clock.h"
#include "base/host_version.h"
#include "base/nearest.h"
#include "base/text.h"
#include "base/utf8.h"
#include "http/grammar.h"
#include "oip/metadata.h"
#include "oip/path.h"

namespace spark::serving {
namespace {

constexpr std::array<std::string_view, 2> server_paths = {"/v2", "/v2/"};
constexpr std::string_view live_path = "/v2/health/live";
constexpr std::string_view ready_path = "/v2/health/ready";
constexpr std::string_view list_path = "/v2/models";
constexpr std::string_view all_statistics_path = "/v2/models/stats";
constexpr std::array<std::string_view, 3> inference_extensions = {
    "binary_tensor_data", "model_configuration", "statistics"};

// Shortens a client's text for messages: a name, or a path with names of usual length.
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

// The loaded model that the path names; null after a 404 if there is none or its version differs.
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

// The request's body as its header splits it.
base::Result<oip::Body> body_of(const http::Request& request) {
  std::optional<std::string_view> json_size;
  for (const http::Header& header : request.headers) {
    if (!http::equal_ignoring_case(header.name, oip::json_size_header)) continue;
    if (json_size) return base::Error(std::string(oip::json_size_header) + ": given twice");
    json_size = header.value;
  }
  return oip::split_body(request.body, json_size);
}

void serve_infer(generation::InferenceModel& model, http::Exchange& exchange) {
  const http::Request& request = exchange.request();
  http::Response& response = exchange.response();
  const int64_t started_ns = base::steady_ns();
  const auto refuse = [&](uint32_t code, std::string_view why) {
    response.error(code, why);
    model.count_failure(base::steady_ns() - started_ns);
  };
  const auto body = body_of(request);
  if (!body) return refuse(400, body.error().text);
  const auto asked = oip::parse_infer(*body, static_cast<uint32_t>(model.info().features.size()));
  if (!asked) return refuse(400, asked.error().text);
  const int64_t read_ns = base::steady_ns();
  std::vector<double> scores;
  std::string error;
  if (const uint32_t code = model.score(*asked, scores, error); code != 200)
    return refuse(code, error);
  const int64_t scored_ns = base::steady_ns();
  const bool binary = asked->form == oip::ScoreForm::binary;
  response.status(200, binary ? http::ContentType::bytes : http::ContentType::json);
  const size_t json_size =
      oip::render_scores(response.body(), model.name(), model.info().version, *asked, scores);
  if (binary) response.header(oip::json_size_header, std::to_string(json_size));
  model.count_success(asked->count, {.input_ns = read_ns - started_ns,
                                     .infer_ns = scored_ns - read_ns,
                                     .output_ns = base::steady_ns() - scored_ns});
}

void serve_statistics(std::span<generation::InferenceModel* const> models,
                      http::Response& response) {
  std::vector<oip::ModelStatistics> all;
  for (const auto* model : models)
    all.push_back({model->name(), model->info().version, model->statistics()});
  response.status(200);
  oip::render_statistics(response.body(), all);
}

void serve_all_statistics(const InferenceView& view, http::Response& response) {
  std::vector<generation::InferenceModel*> models;
  for (const auto& model : view.models) models.push_back(model.get());
  serve_statistics(models, response);
}

void serve_list(const InferenceView& view, http::Response& response) {
  std::vector<std::string_view> names;
  for (const auto& model : view.models) names.emplace_back(model->name());
  response.status(200);
  oip::render_models(response.body(), names);
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
    response.header("Allow", posts ? "POST, OPTIONS" : "GET, HEAD, OPTIONS");
    return response.error(405, fmt::format("method not allowed: {} {}", request.method_text,
                                           shown_path(request.path)));
  }
  generation::InferenceModel* model = find_model(view, *path, response);
  if (model == nullptr) return;
  switch (path->verb) {
    case oip::ModelVerb::metadata:
      response.status(200);
      return oip::render_model(response.body(), model->name(), model->info());
    case oip::ModelVerb::ready:
      return serve_ready(model->name(), view.not_ready, response);
    case oip::ModelVerb::infer:
      return serve_infer(*model, exchange);
    case oip::ModelVerb::config:
      response.status(200);
      return oip::render_config(response.body(), model->name(), model->info());
    case oip::ModelVerb::statistics:
      return serve_statistics({&model, 1}, response);
  }
}

// The last pattern is that of all other paths.
constexpr std::array<std::string_view, 6> patterns = {
    "/v2/models/{model}/infer",  "/v2/models/{model}/ready", "/v2/models/{model}/stats",
    "/v2/models/{model}/config", all_statistics_path,        "/v2/models/{model}"};

}  // namespace

std::span<const std::string_view> inference_patterns() {
  return patterns;
}

std::string_view inference_pattern(std::string_view path) {
  if (path == all_statistics_path) return all_statistics_path;
  const size_t last_slash = path.rfind('/');
  if (last_slash < oip::models_path.size()) return patterns.back();  // the model's own path
  const std::string_view last = path.substr(last_slash);
  for (const std::string_view pattern : patterns)
    if (pattern.ends_with(last) && pattern.starts_with("/v2/models/{")) return pattern;
  return patterns.back();
}

void serve_inference(const InferenceView& view, http::Exchange& exchange) {
  const http::Request& request = exchange.request();
  const std::string_view path = request.path;
  http::Response& response = exchange.response();
  if (path == list_path) return serve_list(view, response);
  // A model of that name is reached by its version.
  if (path == all_statistics_path && request.method != http::Method::post)
    return serve_all_statistics(view, response);
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
  std::vector<http::Route> routes;
  for (const std::string_view path : server_paths)
    routes.push_back({"GET", std::string(path), access, handle});
  const std::string models = std::string(oip::models_path) + '*';
  for (const std::string_view path : {live_path, ready_path, list_path, std::string_view(models)})
    routes.push_back({"GET", std::string(path), access, handle});
  routes.push_back({"POST", models, access, handle});
  return routes;
}

}  // namespace spark::serving
