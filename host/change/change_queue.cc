#include "change/change_queue.h"

#include <utility>

#include "base/clock.h"

namespace spark::change {

actions::OrderPtr ChangeQueue::accept(const Change& change, uint64_t epoch) {
  const bool goes_back = change.verb == Verb::rollback || change.is_way_back;
  return goes_back ? orders_.accept_rollback(epoch) : orders_.accept(epoch);
}

void ChangeQueue::submit(Change change, actions::OrderPtr order, Done done) {
  auto claim = claims_.take(change.claims());
  if (claim == nullptr) {
    return done(failure({409,
                         "another change of the same is under way; look at what it made of it "
                         "first"},
                        "", live_.now()->number));
  }
  on_builder(
      [this, change = std::move(change), order = std::move(order),
       claim = std::move(claim)]() mutable {
        const int64_t started_ns = base::steady_ns();
        const ChangeResponse answer = changer_.apply(change, *order);
        metrics_.record(change.verb, answer.status,
                        static_cast<double>(base::steady_ns() - started_ns) * 1e-9);
        claim.reset();  // before the answer, which may be followed by the next change at once
        return answer;
      },
      std::move(done));
}

void ChangeQueue::clear_quarantine(std::string sha256, std::string actor, actions::OrderPtr order,
                                   Done done) {
  on_builder(
      [this, sha256 = std::move(sha256), actor = std::move(actor), order = std::move(order)] {
        return changer_.clear_quarantine(sha256, actor, *order);
      },
      std::move(done));
}

void ChangeQueue::on_builder(std::function<ChangeResponse()> work, Done done) {
  const ChangeResponse ending = {503, R"({"error":"the host is stopping"})"};
  const bool posted = builder_.post(
      [this, work = std::move(work), done, ending] { done(is_ending_ ? ending : work()); });
  if (!posted) done({503, R"({"error":"too many changes are waiting; try again"})"});
}

}  // namespace spark::change
