// A risky action with all that it needs on its way through the threads.
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <string>
#include <utility>

#include "actions/action_rooms.h"
#include "http/exchange.h"

namespace spark::actions {

struct Underway;
using UnderwayPtr = std::shared_ptr<Underway>;

struct Underway {
  using Run = std::function<void(const UnderwayPtr&)>;

  Underway(ActionRooms& rooms_, http::DeferredPtr reply_, OrderPtr order_, std::string actor_,
           std::string action_, std::string detail_, Run run_)
      : rooms(rooms_),
        reply(std::move(reply_)),
        order(std::move(order_)),
        actor(std::move(actor_)),
        action(std::move(action_)),
        detail(std::move(detail_)),
        run(std::move(run_)) {}

  ActionRooms& rooms;
  http::DeferredPtr reply;
  OrderPtr order;
  std::string actor;                        // for the record: actor_of()
  std::string action;                       // for the record: the path
  std::string detail;                       // for the record: the request's details
  Run run;                                  // once it is recorded [control]
  std::atomic<bool> was_superseded{false};  // as commit() found

  // Before an effect of the action. [any]
  [[nodiscard]] services::Commit commit(bool goes_back);

  // The ends, of which one is called, once. [any]
  void answer(services::RouteReply with) const;
  void refuse(const Orders::Refused& refused) const;
  void end_unanswered() const;  // the plugin object rests

 private:
  void record_end(std::string result, std::string detail = "") const;
};

// Records the action, then runs it. [worker]
void begin_risky(const UnderwayPtr& underway);

}  // namespace spark::actions
