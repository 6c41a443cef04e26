// Turns requests into changes, and the changes' results into responses.
#include "admin/change_routes.h"

#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "admin/log_routes.h"
#include "base/json_object.h"
#include "base/sha256.h"

namespace spark::admin {
namespace {

constexpr std::string_view models_path = "/admin/v1/models/";
constexpr std::string_view plugins_path = "/admin/v1/plugins/";

void begin(Context& context, http::Exchange& exchange, change::Verb verb, const std::string& key) {
  const base::JsonObject body(exchange.request().body);
  if (!actions::is_confirmed(body)) return exchange.response().error(400, actions::ask_to_confirm);
  auto change = change::read_change(verb, key, body);
  if (!change) return exchange.response().error(change.error().status, change.error().text);
  change->actor = actions::actor_of(exchange);
  change->detail = std::string(exchange.request().body.substr(0, change::detail_bytes_max));
  const actions::OrderPtr order = context.changes.accept(*change, exchange.stamp());
  const std::shared_ptr<http::Deferred> reply =
      exchange.defer(change::change_ms_max, actions::Orders::late(order));
  context.changes.submit(std::move(*change), order, [reply](const change::ChangeResponse& answer) {
    reply->send(answer.status, http::ContentType::json, answer.json);
  });
}

struct Target {
  std::string name;
  std::string_view verb;
};

// "<prefix><name>/<verb>"
std::optional<Target> target_of(std::string_view path, std::string_view prefix) {
  path.remove_prefix(prefix.size());
  const size_t slash = path.find('/');
  if (slash == 0 || slash == std::string_view::npos) return std::nullopt;
  return Target{std::string(path.substr(0, slash)), path.substr(slash + 1)};
}

void change_model(Context& context, http::Exchange& exchange) {
  const auto target = target_of(exchange.request().path, models_path);
  if (target && target->verb == "swap")
    return begin(context, exchange, change::Verb::swap, blueprint::model_key(target->name));
  if (target && target->verb == "rollback")
    return begin(context, exchange, change::Verb::rollback, blueprint::model_key(target->name));
  exchange.response().error(404, "unknown route; there are …/models/{name}/swap and …/rollback");
}

void change_plugin(Context& context, http::Exchange& exchange) {
  const auto target = target_of(exchange.request().path, plugins_path);
  if (target && target->verb == "upgrade")
    return begin(context, exchange, change::Verb::upgrade, blueprint::plugin_key(target->name));
  if (target && target->verb == "rollback")
    return begin(context, exchange, change::Verb::rollback, blueprint::plugin_key(target->name));
  if (target && target->verb == "log-level")
    return set_plugin_log_level(context, exchange, target->name);
  exchange.response().error(
      404, "unknown route; there are …/plugins/{name}/upgrade, …/rollback and …/log-level");
}

void clear_quarantine(Context& context, http::Exchange& exchange) {
  const base::JsonObject body(exchange.request().body);
  if (!actions::is_confirmed(body)) return exchange.response().error(400, actions::ask_to_confirm);
  const auto sha256 = body.text("sha256");
  if (!sha256 || (*sha256 != "all" && !base::is_sha256_hex(*sha256)))
    return exchange.response().error(
        400, "sha256: expected a digest of 64 lower-case hex digits, or \"all\"");
  const actions::OrderPtr order = context.rooms.orders.accept(exchange.stamp());
  const std::shared_ptr<http::Deferred> reply =
      exchange.defer(change::change_ms_max, actions::Orders::late(order));
  context.changes.clear_quarantine(
      *sha256, actions::actor_of(exchange), order, [reply](const change::ChangeResponse& answer) {
        reply->send(answer.status, http::ContentType::json, answer.json);
      });
}

}  // namespace

std::vector<http::Route> change_routes(Context& context) {
  const auto route = [&context](std::string path, void (*handle)(Context&, http::Exchange&)) {
    return http::Route{"POST", std::move(path), http::Access::admin,
                       [&context, handle](http::Exchange& x) { handle(context, x); }};
  };
  return {route("/admin/v1/models/*", change_model), route("/admin/v1/plugins/*", change_plugin),
          route("/admin/v1/swap",
                [](Context& on, http::Exchange& x) { begin(on, x, change::Verb::swap, ""); }),
          route("/admin/v1/reload",
                [](Context& on, http::Exchange& x) { begin(on, x, change::Verb::reload, ""); }),
          route("/admin/v1/quarantine/clear", clear_quarantine)};
}

}  // namespace spark::admin
