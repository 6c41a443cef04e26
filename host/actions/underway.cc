#include "actions/underway.h"

#include <utility>

#include "base/json_text.h"

namespace spark::actions {
namespace {

void send_error(const http::DeferredPtr& reply, uint32_t code, std::string_view text) {
  reply->send(code, http::ContentType::json, base::json_error(text));
}

store::Record record_of(const Underway& underway, std::string result, std::string detail) {
  return {
      underway.actor,    underway.action,  "order " + std::to_string(underway.order->number()), {},
      std::move(result), std::move(detail)};
}

// Recorded before anything changes, so that no change is ever without its record. [writer]
void record_and_run(const UnderwayPtr& underway) {
  if (underway->order->is_dropped()) return;  // and its client waits no more
  ActionContext& context = underway->rooms.context;
  if (!context.recorder.record(record_of(*underway, "asked", underway->detail)))
    return send_error(underway->reply, 503,
                      "the action could not be recorded, so nothing was changed; see the log");
  if (context.control.post([underway] { underway->run(underway); })) return;
  send_error(underway->reply, 503, "the control thread is busy: nothing was changed; try again");
}

}  // namespace

services::Commit Underway::commit(bool goes_back) {
  if (goes_back) {
    if (order->begin()) return {};
    return {services::Commit::Why::cancelled, "its client was told that it came too late"};
  }
  const auto refused = rooms.orders.begin(*order);
  if (!refused) return {};
  if (order->is_dropped()) return {services::Commit::Why::cancelled, refused->text};
  was_superseded = true;
  return {services::Commit::Why::superseded, refused->text};
}

// Of an order that has begun, the plugin alone knows how far it has come.
void Underway::answer(services::RouteReply with) const {
  if (!order->has_begun()) {
    if (order->is_dropped())
      return record_end("dropped", "its client was told that it came too late");
    if (was_superseded) return refuse(rooms.orders.superseded());
  }
  record_end(std::to_string(with.status));
  rooms.after_keeping([reply = reply, with = std::move(with)] {
    reply->send(with.status, content_type(with.content), with.body);
  });
}

void Underway::refuse(const Orders::Refused& refused) const {
  record_end(refused.result, refused.text);
  send_error(reply, refused.status, refused.text);
}

// A client that is told 503 knows that nothing was changed.
void Underway::end_unanswered() const {
  constexpr const char* why = "the plugin was exchanged or stopped before it answered";
  if (order->drop())
    return refuse({503, "dropped", std::string(why) + ": nothing was changed; ask again"});
  record_end("unanswered", why);
  reply->send(202, http::ContentType::json, Orders::under_way_json(*order));
}

void Underway::record_end(std::string result, std::string end_detail) const {
  rooms.context.record_later(record_of(*this, std::move(result), std::move(end_detail)));
}

void begin_risky(const UnderwayPtr& underway) {
  if (underway->rooms.context.writer.post([underway] { record_and_run(underway); })) return;
  send_error(underway->reply, 503, "the writer is busy: nothing was changed; try again");
}

}  // namespace spark::actions
