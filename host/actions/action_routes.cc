// Requests of operators: risky ones, and those that only read.
#include "actions/action_routes.h"

#include <utility>

#include "actions/underway.h"
#include "base/json_object.h"
#include "base/json_text.h"

namespace spark::actions {
namespace {

UnderwayPtr accept(ActionRooms& rooms, http::Exchange& exchange, std::string action,
                   std::string detail, std::function<void(const UnderwayPtr&)> run) {
  const OrderPtr order = rooms.orders.accept(exchange.stamp());
  const http::DeferredPtr reply = exchange.defer(0, Orders::late(order));
  return std::make_shared<Underway>(rooms, reply, order, actor_of(exchange), std::move(action),
                                    std::move(detail), std::move(run));
}

services::Caller caller_of(const services::Route& route, const http::Peer& peer) {
  if (route.access == services::RouteAccess::open) return services::Caller::open;
  if (peer.is_user()) return services::Caller::user;
  return peer.has_key ? services::Caller::credential : services::Caller::loopback;
}

}  // namespace

services::RouteRequest request_of(const services::Route& route, const http::Exchange& exchange) {
  const http::Request& request = exchange.request();
  services::RouteRequest copy{std::string(request.method_text), std::string(request.path),
                              std::string(request.query), std::string(request.body)};
  copy.caller = caller_of(route, exchange.peer());
  if (copy.caller == services::Caller::credential) copy.credential = route.listener;
  if (copy.caller == services::Caller::user) copy.credential = exchange.peer().user;
  // A safe verb has begun an epoch of its own.
  if (route.access != services::RouteAccess::safe) copy.epoch = exchange.stamp();
  return copy;
}

void serve_risky(ActionRooms& rooms, http::Exchange& exchange, RiskyAction action) {
  begin_risky(accept(rooms, exchange, std::move(action.action), std::move(action.detail),
                     [act = std::move(action.act)](const UnderwayPtr& underway) {
                       Orders& orders = underway->rooms.orders;
                       if (const auto refused = orders.begin(*underway->order))
                         return underway->refuse(*refused);
                       auto done = act(*underway->order);
                       if (!done) return underway->refuse(orders.superseded());
                       underway->answer({done->code, services::Content::json, done->json});
                     }));
}

void serve_risky_route(const RoutePtr& route, ActionRooms& rooms, http::Exchange& exchange) {
  begin_risky(accept(
      rooms, exchange, route->path, recorded_body(exchange.request().body),
      [route, copy = request_of(*route, exchange)](const UnderwayPtr& underway) {
        if (const auto refused = underway->rooms.orders.look(*underway->order))
          return underway->refuse(*refused);
        services::RouteCall call;
        call.send = [underway](services::RouteReply with) { underway->answer(std::move(with)); };
        call.cancel = [underway] { underway->end_unanswered(); };
        call.commit = [underway](bool goes_back) { return underway->commit(goes_back); };
        call.epoch = underway->order->epoch();
        underway->rooms.call(route, copy,
                             std::make_shared<const services::RouteCall>(std::move(call)));
      }));
}

void serve_route(const RoutePtr& route, ActionRooms& rooms, http::Exchange& exchange) {
  if (route->access == services::RouteAccess::admin && route->method != "GET") {
    if (!is_confirmed(base::JsonObject(exchange.request().body)))
      return exchange.response().error(400, ask_to_confirm);
    return serve_risky_route(route, rooms, exchange);
  }
  const http::DeferredPtr reply = exchange.defer();
  const auto call = std::make_shared<services::RouteCall>();
  call->send = [reply](services::RouteReply with) {
    reply->send(with.status, content_type(with.content), std::move(with.body));
  };
  const bool posted =
      rooms.context.control.post([route, &rooms, call, copy = request_of(*route, exchange)] {
        rooms.call(route, copy, call);
      });
  if (!posted) call->send(services::error_reply(503, "the control thread is busy; try again"));
}

}  // namespace spark::actions
