// spark.http/2: takes a route that a plugin asks for, if the plugin may have it, and its later
// replies.
#include "spark/ext/draft/http.h"

#include <string>
#include <utility>

#include "base/names.h"
#include "plugin/text.h"
#include "services/call_route.h"
#include "services/extensions.h"
#include "services/plugin_host.h"

namespace spark::services {

namespace {

base::Result<Route> read_route(PluginHost& object, const spark_http_route& raw) {
  auto listener = plugin::read_name(raw.listener, "a route's listener", "-");
  if (!listener) return listener.error();
  auto method = plugin::read_text(raw.method, "a route's method", base::identifier_bytes_max);
  if (!method) return method.error();
  auto path = plugin::read_text(raw.path, "a route's path", route_path_bytes_max);
  if (!path) return path.error();
  auto doc = plugin::read_text(raw.doc, "the doc of route " + *path, plugin::doc_bytes_max);
  if (!doc) return doc.error();
  if (raw.access > SPARK_ACCESS_ADMIN)
    return base::Error("route " + *path + " has the unknown access " + std::to_string(raw.access));
  if (raw.handle == nullptr) return base::Error("route " + *path + " has a null handler");
  return Route{object.identity().name,
               std::move(*listener),
               std::move(*method),
               std::move(*path),
               static_cast<RouteAccess>(raw.access),
               raw.flag,
               raw.flag_value,
               std::move(*doc),
               raw.context,
               raw.handle,
               object.raw(),
               object.replies_kept()};
}

base::Result<void> add(PluginHost& object, const spark_http_route& raw) {
  auto route = read_route(object, raw);
  if (!route) return route.error();
  if (object.phase() != plugin::Phase::creating)
    return base::Error("route " + route->path +
                       " comes too late: routes are added within create()");
  if (!object.context().has_listener(route->listener))
    return base::Error("route " + route->path + " is for listener '" + route->listener +
                       "', which is not configured");
  if (route->access == RouteAccess::safe && route->flag != nullptr &&
      !object.context().flags->is_safe_value(route->flag, route->flag_value))
    return base::Error("route " + route->path + " would set its flag to " +
                       std::to_string(route->flag_value) +
                       ", which is not the flag's safe value; a safe verb sets no other");
  if (!object.may_use_path(route->path))
    return base::Error("route " + route->path + " is neither below " +
                       object.identity().route_prefixes.back() + " nor below one of plugins." +
                       object.identity().name + ".may.routes");
  return object.own_routes().add(std::move(*route));
}

int32_t add_route(const spark_host* host, const spark_http_route* route, spark_error* err) {
  PluginHost* const object = PluginHost::of(host);
  if (object == nullptr) return fail(err, SPARK_E_INVALID, "route: the host is not the one given");
  if (route == nullptr) return fail(err, SPARK_E_INVALID, "route: it is null");
  const auto added = add(*object, *route);
  return added ? SPARK_OK : fail(err, SPARK_E_INVALID, added.error().text);
}

void send(const spark_host* host, uint64_t reply, uint32_t status, uint32_t content,
          const char* body, uint32_t length) {
  PluginHost* const object = PluginHost::of(host);
  if (object == nullptr) return;
  const RouteCallPtr call = object->replies_kept()->take(reply);
  if (call == nullptr) return;
  call->send(checked_reply(object->identity().name, call->must_be_json, status, content,
                           body == nullptr ? std::string_view() : std::string_view(body, length)));
}

int32_t commit(const spark_host* host, uint64_t reply, spark_error* err) {
  PluginHost* const object = PluginHost::of(host);
  if (object == nullptr)
    return fail(err, SPARK_E_INVALID, "commit: the host is not the one that was given");
  const RouteCallPtr call = object->replies_kept()->find(reply);
  if (call == nullptr) return fail(err, SPARK_E_CANCELLED, "commit: the reply is kept no more");
  if (!call->commit) return SPARK_OK;
  const Commit result = call->commit(false);
  return result.why == Commit::Why::done ? SPARK_OK : fail(err, code_of(result.why), result.text);
}

static_assert(static_cast<uint32_t>(RouteAccess::open) == SPARK_ACCESS_OPEN);
static_assert(static_cast<uint32_t>(RouteAccess::safe) == SPARK_ACCESS_SAFE);
static_assert(static_cast<uint32_t>(RouteAccess::admin) == SPARK_ACCESS_ADMIN);

}  // namespace

const spark_ext_http http_extension = {add_route, send, commit};

}  // namespace spark::services
