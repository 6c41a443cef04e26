// Requests of operators: risky ones, and those that only read.
#include "actions/action_routes.h"

#include <utility>

#include "base/json_object.h"
#include "base/json_text.h"
#include "services/leave.h"

namespace spark::actions {
namespace {

void send_error(const http::DeferredPtr& reply, uint32_t code, std::string_view text) {
  reply->send(code, http::ContentType::json, base::json_error(text));
}

// A risky action with all that it needs on its way through the threads.
struct Underway {
  ActionRooms& rooms;
  http::DeferredPtr reply;
  OrderPtr order;
  RiskyAction what;

  [[nodiscard]] store::Record record(std::string result, std::string detail) const {
    return {"http", what.action,       "order " + std::to_string(order->number()),
            {},     std::move(result), std::move(detail)};
  }
  void end(std::string result, std::string detail = "") const {
    rooms.context.record_later(record(std::move(result), std::move(detail)));
  }
  void refuse(const Orders::Refused& refused) const {
    end(refused.result, refused.text);
    send_error(reply, refused.status, refused.text);
  }
};

// [control]
void act(const Underway& underway) {
  if (const auto refused = underway.rooms.orders.begin(*underway.order))
    return underway.refuse(*refused);
  auto done = underway.what.act(*underway.order);
  if (!done) return underway.refuse(underway.rooms.orders.superseded());
  underway.end(std::to_string(done->code));
  underway.rooms.after_keeping([reply = underway.reply, done = std::move(*done)] {
    reply->send(done.code, http::ContentType::json, done.json);
  });
}

// Recorded before anything changes, so that no change is ever without its record. [writer]
void record_and_act(const std::shared_ptr<Underway>& underway) {
  if (underway->order->is_dropped()) return;  // and its client waits no more
  ActionContext& context = underway->rooms.context;
  if (!context.recorder.record(underway->record("asked", underway->what.detail)))
    return send_error(underway->reply, 503,
                      "the action could not be recorded, so nothing was changed; see the log");
  if (context.control.post([underway] { act(*underway); })) return;
  send_error(underway->reply, 503, "the control thread is busy: nothing was changed; try again");
}

services::RouteRequest copy_of(const http::Request& request) {
  return {std::string(request.method_text), std::string(request.path), std::string(request.query),
          std::string(request.body)};
}

// The handler's reply; nothing if a safe action kept the handler from moving its flag.
std::optional<RiskyAction::Done> call_risky(const ActionRooms& rooms, const RoutePtr& route,
                                            const services::RouteRequest& request,
                                            const Order& order) {
  services::Leave leave{{route->flag, order.epoch().value_or(0)}, {}};
  RiskyAction::Done done;
  rooms.call(route, request, &leave, [&](uint32_t code, std::string json) {
    done = {code, std::move(json)};
  });
  if (leave.refusal == services::Flags::Set::superseded) return std::nullopt;
  return done;
}

}  // namespace

void ActionRooms::call(const RoutePtr& route, const services::RouteRequest& request,
                       services::Leave* leave,
                       const std::function<void(uint32_t code, std::string json)>& send) const {
  const RoutePtr present = live_route ? live_route(*route) : route;
  if (present != nullptr) return services::call(*present, request, leave, send);
  send(503, base::json_error("plugin '" + route->owner +
                             "' was exchanged while the request waited; ask again"));
}

void serve_risky(ActionRooms& rooms, http::Exchange& exchange, RiskyAction action) {
  const OrderPtr order = rooms.orders.accept(exchange.stamp());
  const http::DeferredPtr reply = exchange.defer(0, Orders::late(order));
  const auto underway =
      std::make_shared<Underway>(Underway{rooms, reply, order, std::move(action)});
  if (rooms.context.writer.post([underway] { record_and_act(underway); })) return;
  send_error(reply, 503, "the writer is busy: nothing was changed; try again");
}

void serve_route(const RoutePtr& route, ActionRooms& rooms, http::Exchange& exchange) {
  const http::Request& request = exchange.request();
  if (route->access == services::RouteAccess::admin && route->method != "GET") {
    if (!is_confirmed(base::JsonObject(request.body)))
      return exchange.response().error(400, ask_to_confirm);
    return serve_risky(rooms, exchange,
                       {route->path, std::string(request.body),
                        [route, &rooms, copy = copy_of(request)](const Order& order) {
                          return call_risky(rooms, route, copy, order);
                        }});
  }
  const http::DeferredPtr reply = exchange.defer();
  const bool posted = rooms.context.control.post([route, &rooms, reply, copy = copy_of(request)] {
    rooms.call(route, copy, nullptr, [&](uint32_t code, std::string json) {
      reply->send(code, http::ContentType::json, std::move(json));
    });
  });
  if (!posted) send_error(reply, 503, "the control thread is busy; try again");
}

}  // namespace spark::actions
