// Recording operators' actions.
#include "actions/actions.h"

#include <boost/json.hpp>
#include <utility>

#include "base/clock.h"
#include "base/json_object.h"
#include "base/log.h"
#include "base/run_on.h"
#include "http/trace_context.h"

namespace spark::actions {
namespace {

constexpr uint32_t denials_every_ms = 1'000;

}  // namespace

bool ActionContext::record_and_wait(store::Record record) {
  return base::run_on(writer, [&] { return recorder.record(record).has_value(); }).value_or(false);
}

void ActionContext::record_later(store::Record record) {
  const bool posted = writer.post([this, record] { (void)recorder.record(record); });
  if (!posted) base::log::error("{} was not recorded: the writer's queue is full", record.action);
}

std::string actor_of_user(std::string_view user) {
  return "user " + std::string(user);
}

std::string recorded_body(std::string_view body) {
  const base::JsonObject read(body);
  if (read.object() == nullptr) return std::string(body);
  boost::json::object shown = *read.object();
  bool has_secrets = false;
  for (auto& member : shown) {
    if (!std::string_view(member.key()).ends_with("_token")) continue;
    member.value() = "(not recorded)";
    has_secrets = true;
  }
  return has_secrets ? boost::json::serialize(shown) : std::string(body);
}

std::string actor_of(const http::Exchange& exchange) {
  const http::Peer& peer = exchange.peer();
  std::string actor = peer.is_user() ? actor_of_user(peer.user) : "http";
  const std::string_view trace_id = http::trace_id_of(exchange.request());
  if (!trace_id.empty()) actor.append(" trace=").append(trace_id);
  return actor;
}

std::string recorded_actor(const http::Peer& peer) {
  return peer.is_user() ? actor_of_user(peer.user) : "";
}

void ActionContext::denied(uint32_t code, std::string_view method, std::string_view path,
                           std::string_view user) {
  if (denials.fetch_add(1) > 0) return;  // the record that is waiting counts this refusal too
  std::string object = std::string(method) + " " + std::string(path);
  std::string actor = user.empty() ? "nobody" : actor_of_user(user);
  const bool waiting = control.post_after(
      denials_every_ms, [this, code, object = std::move(object), actor = std::move(actor)] {
        const bool posted = writer.post([this, code, object, actor] {
          const uint32_t count = denials.exchange(0);
          (void)recorder.record(
              {actor,
               "denied",
               object,
               {},
               std::to_string(code),
               count > 1 ? std::to_string(count) + " such refusals within a second" : ""});
        });
        if (!posted) denials = 0;
      });
  if (!waiting) denials = 0;
}

}  // namespace spark::actions
