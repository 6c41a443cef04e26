// Serves operators' safe requests. A flag has moved before anything here can go wrong, so that its
// response is always 200; it says whether the move is on record, and any error of the request or
// the handler. A verb that moves no flag may get another status.
#include <fmt/format.h>

#include <utility>

#include "actions/action_routes.h"
#include "base/json_text.h"

namespace spark::actions {
namespace {

using Effect = SafeActions::Effect;

std::string members_of(const Effect& effect, std::string_view warning) {
  const uint64_t sequence = effect.flags.move == nullptr ? 0 : effect.flags.move->sequence.load();
  std::string members = fmt::format(
      R"("effective_ms":{:.3f},"recorded":{},"sequence":{},"repeat":{})", effect.effective_ms,
      sequence != 0, sequence == 0 ? "null" : std::to_string(sequence), effect.flags.is_repeat);
  if (!warning.empty()) {
    members += R"(,"warning":)";
    base::append_json_string(members, warning);
  }
  return members;
}

std::string warning_of(std::string_view complaint) {
  return complaint.empty() ? std::string()
                           : "it took effect all the same: " + std::string(complaint);
}

// The JSON of a handler's reply, for the response after the flag has moved.
std::string json_of(uint32_t code, std::string json) {
  if (code == 200) return json;
  return fmt::format(R"({{"handler_status":{},"handler":{}}})", code, json);
}

// The response also waits for the latches: what was acknowledged outlives a host that is killed.
void answer_when_recorded(ActionRooms& rooms, const http::DeferredPtr& reply, const Effect& effect,
                          std::string json, const std::string& warning) {
  rooms.safe.when_recorded(
      effect.flags.move, [&rooms, reply, effect, json = std::move(json), warning](bool) {
        rooms.after_keeping([reply, effect, json, warning] {
          reply->send(200, http::ContentType::json,
                      base::with_json_members(json, members_of(effect, warning)));
        });
      });
}

// [worker]
void call_safe(const RoutePtr& route, ActionRooms& rooms, const Effect& effect,
               http::Exchange& exchange) {
  const std::string warning = warning_of(exchange.complaint());
  const bool moves = route->flag != nullptr;
  const auto late = [effect, moves](http::Response& response) {
    response.status(moves ? 200 : 202);
    response.body() = '{' + members_of(effect, "its handler has not answered yet") + '}';
  };
  const http::DeferredPtr reply = exchange.defer(safe_wait_ms, late);
  const auto call = std::make_shared<services::RouteCall>();
  call->must_be_json = true;
  call->send = [&rooms, effect, reply, warning, moves](services::RouteReply with) {
    if (with.status != 200 && !moves)
      return reply->send(with.status, http::ContentType::json, std::move(with.body));
    answer_when_recorded(rooms, reply, effect, json_of(with.status, std::move(with.body)), warning);
  };
  const bool posted =
      rooms.context.control.post_first([route, &rooms, call, copy = request_of(*route, exchange)] {
        rooms.call(route, copy, call);
      });
  if (posted) return;
  const std::string why = "the control thread is busy: its handler was not called";
  reply->send(moves ? 200 : 503, http::ContentType::json, '{' + members_of(effect, why) + '}');
}

}  // namespace

http::Handler begin_safe_route(const RoutePtr& route, ActionRooms& rooms, const http::Peer& peer) {
  const bool keyless = !peer.has_key;
  const std::string actor = recorded_actor(peer);
  const Effect effect = route->flag != nullptr
                            ? rooms.safe.make_safe(route->flag, route->path, keyless, actor)
                            : rooms.safe.note(route->path, keyless, actor);
  return [route, &rooms, effect](http::Exchange& exchange) {
    call_safe(route, rooms, effect, exchange);
  };
}

void answer_safe(ActionRooms& rooms, http::Exchange& exchange, const Effect& effect,
                 std::string json) {
  const std::string warning = warning_of(exchange.complaint());
  const auto late = [effect, json, warning](http::Response& response) {
    response.status(200);
    response.body() = base::with_json_members(json, members_of(effect, warning));
  };
  const http::DeferredPtr reply = exchange.defer(safe_wait_ms, late);
  answer_when_recorded(rooms, reply, effect, std::move(json), warning);
}

http::Handler begin_safe(const std::string& action, ActionRooms& rooms, const http::Peer& peer) {
  const Effect effect = rooms.safe.make_all_safe(action, !peer.has_key, recorded_actor(peer));
  return [&rooms, effect](http::Exchange& exchange) {
    answer_safe(rooms, exchange, effect,
                fmt::format(R"({{"flags_changed":{}}})", effect.flags.changed));
  };
}

http::Route safe_route(std::string path, std::function<http::Handler(const http::Peer&)> begin) {
  return {"POST", std::move(path), http::Access::safe,
          [begin](http::Exchange& x) { begin(x.peer())(x); }, begin};
}

}  // namespace spark::actions
