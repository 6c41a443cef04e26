#include "admin/routes.h"

#include <iterator>
#include <string>
#include <utility>

#include "admin/alerts_view.h"
#include "admin/change_routes.h"
#include "admin/evidence_routes.h"
#include "admin/facts_view.h"
#include "admin/flag_routes.h"
#include "admin/log_routes.h"
#include "admin/plugin_view.h"
#include "admin/repository_routes.h"
#include "admin/views.h"
#include "base/clock.h"

namespace spark::admin {
namespace {

struct Shown {
  std::string_view path;
  http::Access access;
  std::string (*view)(const Context&);
};

std::string flags_of(const Context& context) {
  return flags_view(context.flags);
}

std::string facts_of(const Context& context) {
  return facts_view(context.facts, base::utc_ms());
}

std::string alerts_of(const Context& context) {
  return alerts_view(context.alerts);
}

constexpr Shown shown[] = {
    {"/admin/v1/status", http::Access::admin, status_view},
    {"/admin/v1/plugins", http::Access::admin, plugins_view},
    {"/admin/v1/models", http::Access::admin, models_view},
    {"/admin/v1/pipelines", http::Access::admin, pipelines_view},
    {"/admin/v1/routes", http::Access::admin, routes_view},
    {"/admin/v1/generations", http::Access::admin, generations_view},
    {"/admin/v1/config", http::Access::admin, config_view},
    {"/admin/v1/quarantine", http::Access::admin, quarantine_view},
    {"/admin/v1/flags", http::Access::admin, flags_of},
    {"/admin/v1/facts", http::Access::admin, facts_of},
    {"/admin/v1/alerts", http::Access::admin, alerts_of},
};
constexpr Shown shown_without_key = {safe_path, http::Access::safe, safe_routes_view};

// The view is rendered off the workers.
http::Route view_route(const Context& context, const Shown& what) {
  const std::string path(what.path);
  return {"GET", path, what.access, [&context, path, view = what.view](http::Exchange& exchange) {
            context.views.answer(exchange, path, [&context, view] { return view(context); });
          }};
}

}  // namespace

http::Route safe_for_all(actions::ActionRooms& rooms) {
  return actions::safe_route(std::string(safe_path), [&rooms](const http::Peer& peer) {
    return actions::begin_safe(std::string(safe_path), rooms, peer);
  });
}

std::vector<http::Route> routes(Context& context) {
  std::vector<http::Route> all;
  const auto add = [&all](std::vector<http::Route> more) {
    std::move(more.begin(), more.end(), std::back_inserter(all));
  };
  for (const Shown& each : shown) all.push_back(view_route(context, each));
  all.push_back(plugin_route(context));
  all.push_back(log_level_route(context));
  add(flag_routes(context.rooms));
  add(evidence_routes(context.evidence, [&live = context.live](std::string_view name) {
    return live.now()->find_plugin(name) != nullptr;
  }));
  add(change_routes(context));
  add(repository_routes(context));
  all.push_back(safe_for_all(context.rooms));
  all.push_back(view_route(context, shown_without_key));
  return all;
}

}  // namespace spark::admin
