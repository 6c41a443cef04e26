#include "admin/repository_routes.h"

#include <array>
#include <memory>
#include <string>
#include <utility>

#include "daemon/host.h"
#include "oip/metadata.h"
#include "oip/path.h"
#include "oip/repository.h"

namespace spark::daemon {
namespace {

constexpr size_t detail_bytes_max = 4'096;  // of a body, in the record
constexpr std::array<std::string_view, 1> extensions = {"model_repository"};

void send(Host& host, http::Exchange& exchange, Change change) {
  if (const auto refusal = too_long(change))
    return exchange.response().error(refusal->status, refusal->text);
  change.actor = "http";
  change.detail = std::string(exchange.request().body.substr(0, detail_bytes_max));
  const OrderPtr order = host.accept(change, exchange.stamp());
  const std::shared_ptr<http::Deferred> reply = exchange.defer(change_ms_max, Orders::late(order));
  host.change(std::move(change), order, [reply](const ChangeAnswer& answer) {
    reply->send(answer.status, http::ContentType::json, answer.json);
  });
}

void load(Host& host, http::Exchange& exchange, const std::string& model) {
  const auto asked = oip::parse_load(exchange.request().body);
  if (!asked) return exchange.response().error(400, asked.error().text);
  if (!asked->confirm) return exchange.response().error(400, ask_to_confirm_parameter);
  Change change;
  change.what = model_key(model);
  change.force = asked->force;
  change.dry_run = asked->dry_run;
  const bool is_swap = asked->artefact || asked->plugin || asked->like;
  change.verb = is_swap ? Verb::swap : Verb::load;
  if (is_swap) {
    ModelChange to;
    to.name = model;
    to.artefact = asked->artefact;
    to.plugin = asked->plugin;
    to.like = asked->like;
    change.models.push_back(std::move(to));
  }
  send(host, exchange, std::move(change));
}

void unload(Host& host, http::Exchange& exchange, const std::string& model) {
  const auto asked = oip::parse_unload(exchange.request().body);
  if (!asked) return exchange.response().error(400, asked.error().text);
  if (!asked->confirm) return exchange.response().error(400, ask_to_confirm_parameter);
  Change change;
  change.verb = Verb::unload;
  change.what = model_key(model);
  change.force = asked->force;
  change.dry_run = asked->dry_run;
  send(host, exchange, std::move(change));
}

void act(Host& host, http::Exchange& exchange) {
  const std::string_view path = exchange.request().path;
  const auto action = oip::parse_repository_path(path.substr(oip::repository_path.size()));
  if (!action) {
    return exchange.response().error(
        404, "unknown route; there are /v2/repository/models/{model}/load and …/unload");
  }
  (action->verb == oip::RepositoryVerb::load ? load : unload)(host, exchange, action->model);
}

std::string index_of(const Host& host, const oip::IndexRequest& asked) {
  const GenerationPtr live = host.generation();
  std::vector<oip::IndexEntry> entries;
  for (const auto& model : live->config.models) {
    const LoadedModel* loaded = live->find_model(model.name);
    entries.push_back(
        {model.name, loaded ? loaded->model->info().version : "", loaded ? "" : "it was unloaded"});
  }
  std::string out;
  oip::render_index(out, entries, asked);
  return out;
}

}  // namespace

std::vector<http::Route> repository_routes(Host& host) {
  return {{"GET", "/v2", http::Access::admin,
           [](http::Exchange& x) {
             x.response().status(200);
             oip::render_server(x.response().body(), host_version, extensions);
           }},
          {"POST", "/v2/repository/index", http::Access::admin,
           [&host](http::Exchange& x) {
             const auto asked = oip::parse_index(x.request().body);
             if (!asked) return x.response().error(400, asked.error().text);
             x.response().status(200);
             x.response().body() += index_of(host, *asked);
           }},
          {"POST", "/v2/repository/models/*", http::Access::admin,
           [&host](http::Exchange& x) { act(host, x); }}};
}

}  // namespace spark::daemon
