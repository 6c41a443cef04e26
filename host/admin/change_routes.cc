// From a request to a change, and from its answer to the reply.
#include "admin/change_routes.h"

#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "base/sha256.h"
#include "daemon/host.h"

namespace spark::daemon {
namespace {

constexpr size_t detail_bytes_max = 4'096;  // of a body, in the record
constexpr std::string_view models_path = "/admin/v1/models/";
constexpr std::string_view plugins_path = "/admin/v1/plugins/";

void begin(Host& host, http::Exchange& exchange, Verb verb, const std::string& key) {
  const std::string_view body = exchange.request().body;
  if (!is_confirmed(body)) return exchange.response().error(400, ask_to_confirm);
  auto change = read_change(verb, key, body);
  if (!change) return exchange.response().error(change.error().status, change.error().text);
  change->actor = "http";
  change->detail = std::string(body.substr(0, detail_bytes_max));
  const OrderPtr order = host.accept(*change, exchange.stamp());
  const std::shared_ptr<http::Deferred> reply = exchange.defer(change_ms_max, Orders::late(order));
  host.change(std::move(*change), order, [reply](const ChangeAnswer& answer) {
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

void change_model(Host& host, http::Exchange& exchange) {
  const auto target = target_of(exchange.request().path, models_path);
  if (target && target->verb == "swap")
    return begin(host, exchange, Verb::swap, model_key(target->name));
  if (target && target->verb == "rollback")
    return begin(host, exchange, Verb::rollback, model_key(target->name));
  exchange.response().error(404, "unknown route; there are …/models/{name}/swap and …/rollback");
}

void change_plugin(Host& host, http::Exchange& exchange) {
  const auto target = target_of(exchange.request().path, plugins_path);
  if (target && target->verb == "upgrade")
    return begin(host, exchange, Verb::upgrade, plugin_key(target->name));
  if (target && target->verb == "rollback")
    return begin(host, exchange, Verb::rollback, plugin_key(target->name));
  exchange.response().error(404,
                            "unknown route; there are …/plugins/{name}/upgrade and …/rollback");
}

void clear_quarantine(Host& host, http::Exchange& exchange) {
  const std::string_view body = exchange.request().body;
  if (!is_confirmed(body)) return exchange.response().error(400, ask_to_confirm);
  const auto sha256 = text_member(body, "sha256");
  if (!sha256 || (*sha256 != "all" && !base::is_sha256_hex(*sha256)))
    return exchange.response().error(
        400, "sha256: expected a digest of 64 lower-case hex digits, or \"all\"");
  const OrderPtr order = host.orders().accept(exchange.stamp());
  const std::shared_ptr<http::Deferred> reply = exchange.defer(change_ms_max, Orders::late(order));
  host.clear_quarantine(*sha256, order, [reply](const ChangeAnswer& answer) {
    reply->send(answer.status, http::ContentType::json, answer.json);
  });
}

}  // namespace

std::vector<http::Route> change_routes(Host& host) {
  const auto route = [&host](std::string path, void (*handle)(Host&, http::Exchange&)) {
    return http::Route{"POST", std::move(path), http::Access::admin,
                       [&host, handle](http::Exchange& x) { handle(host, x); }};
  };
  return {
      route("/admin/v1/models/*", change_model), route("/admin/v1/plugins/*", change_plugin),
      route("/admin/v1/swap", [](Host& on, http::Exchange& x) { begin(on, x, Verb::swap, ""); }),
      route("/admin/v1/reload",
            [](Host& on, http::Exchange& x) { begin(on, x, Verb::reload, ""); }),
      route("/admin/v1/quarantine/clear", clear_quarantine)};
}

}  // namespace spark::daemon
