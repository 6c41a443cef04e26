#include "actions/action_rooms.h"

namespace spark::actions {

http::ContentType content_type(services::Content content) {
  switch (content) {
    case services::Content::json:
      break;
    case services::Content::text:
      return http::ContentType::text;
    case services::Content::html:
      return http::ContentType::html;
    case services::Content::csv:
      return http::ContentType::csv;
    case services::Content::bytes:
      return http::ContentType::bytes;
  }
  return http::ContentType::json;
}

void ActionRooms::call(const RoutePtr& route, const services::RouteRequest& request,
                       const services::RouteCallPtr& call) const {
  const RoutePtr present = live_route ? live_route(*route) : route;
  if (present != nullptr) return services::call(*present, request, call);
  call->send(services::error_reply(
      503, "plugin '" + route->owner + "' was exchanged while the request waited; ask again"));
}

}  // namespace spark::actions
