#include "admin/log_routes.h"

#include <boost/json.hpp>
#include <optional>
#include <utility>

#include "admin/plugin_view.h"
#include "base/json_object.h"
#include "base/json_text.h"

namespace spark::admin {
namespace {

namespace json = boost::json;
using base::log::Level;

constexpr std::string_view as_host = "host";

// The one member of the body; nothing if there is something else in it.
std::optional<std::string> level_in(const http::Request& request) {
  const base::JsonObject body(request.body);
  if (body.object() == nullptr) return std::nullopt;
  for (const auto& member : *body.object())
    if (member.key() != "level" && member.key() != "confirm") return std::nullopt;
  return body.text("level");
}

// What has taken effect goes on record, and then the client is answered; a disk that is slow or
// full delays the answer, and no more.
void record_and_answer(Context& context, http::Exchange& exchange, std::string object,
                       const std::string& level) {
  const std::string text = json::serialize(json::object{{"of", object}, {"log_level", level}});
  const auto answer = [text](std::optional<uint64_t> sequence) {
    return base::with_json_members(
        text, sequence ? R"("recorded":true,"sequence":)" + std::to_string(*sequence)
                       : R"("recorded":false,"sequence":null)");
  };
  const http::DeferredPtr reply =
      exchange.defer(actions::safe_wait_ms, [answer](http::Response& response) {
        response.status(200);
        response.body() = answer(std::nullopt);
      });
  actions::ActionContext& context_of = context.rooms.context;
  const bool is_posted = context_of.writer.post(
      [&context_of, reply, answer, object, level, actor = actions::actor_of(exchange)] {
        const auto sequence =
            context_of.recorder.record({actor, "log-level", object, {}, "done", level});
        reply->send(200, http::ContentType::json, answer(sequence));
      });
  if (!is_posted) reply->send(200, http::ContentType::json, answer(std::nullopt));
}

}  // namespace

void set_plugin_log_level(Context& context, http::Exchange& exchange, const std::string& plugin) {
  const generation::GenerationPtr live = context.live.now();
  const std::string name = plugin_named(*live, plugin);
  if (name.empty()) return exchange.response().error(404, unknown_plugin(*live, plugin));
  const auto text = level_in(exchange.request());
  const auto level = text ? base::log::level_from(*text) : std::nullopt;
  if (!level && text != as_host)
    return exchange.response().error(
        400,
        R"(expected {"level": "debug", "info", "warn", "error", or "host" for the host's own})");
  context.logs.set_level(context.logs.of(name), level);
  record_and_answer(context, exchange, "plugin " + name, *text);
}

http::Route log_level_route(Context& context) {
  return {"POST", "/admin/v1/log-level", http::Access::admin, [&context](http::Exchange& exchange) {
            const auto text = level_in(exchange.request());
            const auto level = text ? base::log::level_from(*text) : std::nullopt;
            if (!level)
              return exchange.response().error(
                  400, R"(expected {"level": "debug", "info", "warn" or "error"})");
            context.logs.set_host_level(*level);
            record_and_answer(context, exchange, "host", *text);
          }};
}

}  // namespace spark::admin
