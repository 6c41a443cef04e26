#include "admin/repository_routes.h"

#include <array>
#include <memory>
#include <string>
#include <utility>

#include "base/host_version.h"
#include "oip/metadata.h"
#include "oip/path.h"
#include "oip/repository.h"

namespace spark::admin {
namespace {

constexpr std::array<std::string_view, 1> repository_extensions = {"model_repository"};

void send(Context& context, http::Exchange& exchange, change::Change change) {
  if (const auto refusal = change::too_long(change))
    return exchange.response().error(refusal->status, refusal->text);
  change.actor = actions::actor_of(exchange);
  change.detail = std::string(exchange.request().body.substr(0, change::detail_bytes_max));
  const actions::OrderPtr order = context.changes.accept(change, exchange.stamp());
  const std::shared_ptr<http::Deferred> reply =
      exchange.defer(change::change_ms_max, actions::Orders::late(order));
  context.changes.submit(std::move(change), order, [reply](const change::ChangeResponse& answer) {
    reply->send(answer.status, http::ContentType::json, answer.json);
  });
}

// Whether the request is confirmed; if not, answers it with 400.
bool is_meant(http::Exchange& exchange, std::optional<bool> parameter) {
  const http::Request& request = exchange.request();
  const auto confirmed =
      oip::is_confirmed(parameter, request.header(oip::confirm_header), request.query);
  if (confirmed && *confirmed) return true;
  exchange.response().error(400, confirmed ? actions::ask_to_confirm_parameter
                                           : std::string_view(confirmed.error().text));
  return false;
}

void load(Context& context, http::Exchange& exchange, const std::string& model) {
  const auto asked = oip::parse_load(exchange.request().body);
  if (!asked) return exchange.response().error(400, asked.error().text);
  if (!is_meant(exchange, asked->confirm)) return;
  change::Change change;
  change.what = blueprint::model_key(model);
  change.force = asked->force;
  change.dry_run = asked->dry_run;
  const bool is_swap = asked->artefact || asked->plugin || asked->like;
  change.verb = is_swap ? change::Verb::swap : change::Verb::load;
  if (is_swap) {
    change::ModelChange to;
    to.name = model;
    to.artefact = asked->artefact;
    to.plugin = asked->plugin;
    to.like = asked->like;
    change.models.push_back(std::move(to));
  }
  send(context, exchange, std::move(change));
}

void unload(Context& context, http::Exchange& exchange, const std::string& model) {
  const auto asked = oip::parse_unload(exchange.request().body);
  if (!asked) return exchange.response().error(400, asked.error().text);
  if (!is_meant(exchange, asked->confirm)) return;
  change::Change change;
  change.verb = change::Verb::unload;
  change.what = blueprint::model_key(model);
  change.force = asked->force;
  change.dry_run = asked->dry_run;
  send(context, exchange, std::move(change));
}

void act(Context& context, http::Exchange& exchange) {
  const std::string_view path = exchange.request().path;
  const auto action = oip::parse_repository_path(path.substr(oip::repository_path.size()));
  if (!action) {
    return exchange.response().error(
        404, "unknown route; there are /v2/repository/models/{model}/load and …/unload");
  }
  (action->verb == oip::RepositoryVerb::load ? load : unload)(context, exchange, action->model);
}

std::string index_of(const Context& context, const oip::IndexRequest& asked) {
  const generation::GenerationPtr live = context.live.now();
  std::vector<oip::IndexEntry> entries;
  for (const auto& model : live->config.models) {
    const generation::LoadedModel* loaded = live->find_model(model.name);
    entries.push_back(
        {model.name, loaded ? loaded->model->info().version : "", loaded ? "" : "it was unloaded"});
  }
  std::string out;
  oip::render_index(out, entries, asked);
  return out;
}

}  // namespace

std::vector<http::Route> repository_routes(Context& context) {
  const http::Handler server = [](http::Exchange& x) {
    x.response().status(200);
    oip::render_server(x.response().body(), base::host_version, repository_extensions);
  };
  return {{"GET", "/v2", http::Access::admin, server},
          {"GET", "/v2/", http::Access::admin, server},
          {"POST", "/v2/repository/index", http::Access::admin,
           [&context](http::Exchange& x) {
             const auto asked = oip::parse_index(x.request().body);
             if (!asked) return x.response().error(400, asked.error().text);
             x.response().status(200);
             x.response().body() += index_of(context, *asked);
           }},
          {"POST", "/v2/repository/models/*", http::Access::admin,
           [&context](http::Exchange& x) { act(context, x); }}};
}

}  // namespace spark::admin
