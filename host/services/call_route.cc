#include "services/call_route.h"

#include <fmt/format.h>

#include <algorithm>
#include <exception>
#include <optional>
#include <utility>
#include <vector>

#include "base/clock.h"
#include "base/json_text.h"
#include "base/log.h"
#include "base/utf8.h"
#include "services/asked.h"
#include "services/extensions.h"
#include "services/kept_replies.h"
#include "services/leave.h"
#include "services/plugin_host.h"
#include "services/query.h"

namespace spark::services {
namespace {

std::string title(const Route& route) {
  return "route " + route.method + " " + route.listener + " " + route.path;
}

std::string_view without_blanks_around(std::string_view json) {
  constexpr std::string_view blanks = " \t\r\n";
  json.remove_prefix(std::min(json.find_first_not_of(blanks), json.size()));
  return json.substr(0, json.find_last_not_of(blanks) + 1);
}

bool is_json(std::string_view json) {
  return (json.starts_with('{') && json.ends_with('}')) ||
         (json.starts_with('[') && json.ends_with(']'));
}

bool is_content(Content content, std::string_view body) {
  if (content == Content::bytes) return true;
  if (content == Content::json && !is_json(body)) return false;
  return base::is_utf8(body);
}

RouteReply own_fault(std::string_view owner) {
  return error_reply(500, "plugin '" + std::string(owner) + "' did not answer properly");
}

// The data behind the reply that the handler gets.
struct Pending {
  const Route& route;
  const RouteCallPtr& call;
  std::optional<RouteReply> answer = {};
  uint64_t kept = 0;  // its number
};

// An error of the plugin that the route belongs to.
void blame(const Route& route, std::string_view what) {
  const PluginHost* const object = PluginHost::of(route.host);
  const PluginLog* const log = object == nullptr ? nullptr : object->log();
  base::log::write_about(log == nullptr ? 0 : log->about(), base::log::Level::error, title(route),
                         fmt::format("plugin {} {}", route.owner, what));
}

Pending* pending_of(spark_http_reply* reply) {
  return reply == nullptr ? nullptr : static_cast<Pending*>(reply->self);
}

void send_once(spark_http_reply* reply, uint32_t status, uint32_t content, const char* body,
               uint32_t length) {
  Pending* const pending = pending_of(reply);
  if (pending == nullptr) return;
  const Route& route = pending->route;
  if (pending->answer) {
    base::log::warn("{}: plugin {} answered twice; the first answer counts", title(route),
                    route.owner);
    return;
  }
  pending->answer =
      checked_reply(route.owner, pending->call->must_be_json, status, content,
                    body == nullptr ? std::string_view() : std::string_view(body, length));
}

uint64_t keep(spark_http_reply* reply) {
  Pending* const pending = pending_of(reply);
  if (pending == nullptr || pending->route.replies == nullptr) return 0;
  if (pending->kept == 0)
    pending->kept = pending->route.replies->keep(pending->call, base::steady_ns());
  return pending->kept;
}

int32_t commit(spark_http_reply* reply, spark_error* err) {
  const Pending* const pending = pending_of(reply);
  if (pending == nullptr || !pending->call->commit) return SPARK_OK;
  const Commit result = pending->call->commit(false);
  return result.why == Commit::Why::done ? SPARK_OK : fail(err, code_of(result.why), result.text);
}

// The handler's C call. False: it threw.
bool run_handler(const Route& route, const RouteRequest& request,
                 const std::vector<Parameter>& parameters, Pending& pending) {
  std::vector<spark_http_parameter> raw_parameters;
  for (const Parameter& each : parameters)
    raw_parameters.push_back({each.name.c_str(), each.value.c_str()});
  const spark_http_request raw_request = {request.method.c_str(),
                                          request.path.c_str(),
                                          request.query.c_str(),
                                          request.body.c_str(),
                                          static_cast<uint32_t>(request.body.size()),
                                          static_cast<uint32_t>(raw_parameters.size()),
                                          raw_parameters.data(),
                                          static_cast<uint32_t>(request.caller),
                                          0,
                                          request.credential.c_str()};
  spark_http_reply raw_reply = {&pending, route.host, send_once, keep, commit};
  const Asked::Scope asked(request.epoch);
  Leave leave{{route.flag, request.epoch.value_or(0)}, pending.call};
  const Leave::Scope scope(pending.call->commit ? &leave : nullptr);
  try {
    route.handle(route.context, &raw_request, &raw_reply);
    return true;
  } catch (const std::exception& thrown) {
    blame(route, std::string("threw: ") + thrown.what());
  } catch (...) {
    blame(route, "threw");
  }
  return false;
}

static_assert(static_cast<uint32_t>(Caller::open) == SPARK_CALLER_OPEN);
static_assert(static_cast<uint32_t>(Caller::loopback) == SPARK_CALLER_LOOPBACK);
static_assert(static_cast<uint32_t>(Caller::credential) == SPARK_CALLER_CREDENTIAL);
static_assert(static_cast<uint32_t>(Caller::user) == SPARK_CALLER_USER);
static_assert(static_cast<uint32_t>(Content::json) == SPARK_CONTENT_JSON);
static_assert(static_cast<uint32_t>(Content::text) == SPARK_CONTENT_TEXT);
static_assert(static_cast<uint32_t>(Content::html) == SPARK_CONTENT_HTML);
static_assert(static_cast<uint32_t>(Content::csv) == SPARK_CONTENT_CSV);
static_assert(static_cast<uint32_t>(Content::bytes) == SPARK_CONTENT_BYTES);

}  // namespace

RouteReply error_reply(uint32_t status, std::string_view text) {
  return {status, Content::json, base::json_error(text)};
}

RouteReply checked_reply(std::string_view owner, bool must_be_json, uint32_t status,
                         uint32_t content, std::string_view body) {
  const auto type = static_cast<Content>(content);
  if (type == Content::json) body = without_blanks_around(body);
  if (status >= 200 && status <= 599 && body.size() <= reply_bytes_max &&
      content <= SPARK_CONTENT_BYTES && is_content(type, body) &&
      (type == Content::json || !must_be_json))
    return {status, type, std::string(body)};
  base::log::error("plugin {} answered {} with {} bytes that are not what it says (content {})",
                   owner, status, body.size(), content);
  return own_fault(owner);
}

void call(const Route& route, const RouteRequest& request, const RouteCallPtr& call) {
  auto parameters = decode_query(request.query);
  if (!parameters) return call->send(error_reply(400, parameters.error().text));
  if (request.method == "POST") add_members(request.body, *parameters);
  Pending pending{route, call};
  const bool has_thrown = !run_handler(route, request, *parameters, pending);
  if (pending.kept != 0) {
    if (!pending.answer && !has_thrown) return;
    // What another thread has sent meanwhile counts.
    if (route.replies->take(pending.kept) == nullptr) return;
  }
  if (!pending.answer) {
    if (!has_thrown) blame(route, "did not answer");
    pending.answer = own_fault(route.owner);
  }
  call->send(std::move(*pending.answer));
}

}  // namespace spark::services
