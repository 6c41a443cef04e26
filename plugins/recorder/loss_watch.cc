#include "loss_watch.h"

#include "spark/json.h"

namespace recorder {
namespace {

constexpr uint32_t look_every_ms = 2'000;

}  // namespace

LossWatch::LossWatch(spark::Host host, RequestLogs& logs)
    : logs_(logs), clock_(host), evidence_(host), timers_(host), since_utc_ms_(clock_.event_ms()) {}

void LossWatch::act() {
  timers_.every<&LossWatch::look>(*this, "losses", look_every_ms);
}

// At most one record a log every two seconds, and none where nothing is lost.
void LossWatch::look(uint32_t) {
  logs_.each([this](const std::string& name, const RequestLog& log) {
    const int64_t dropped = log.lost();
    int64_t& recorded = recorded_[name];
    if (dropped == recorded) return;
    const std::string json = spark::Json()
                                 .add("since_utc_ms", since_utc_ms_)
                                 .add("to_utc_ms", clock_.event_ms())
                                 .add("dropped", dropped)
                                 .text();
    evidence_.append({.kind = "losses", .subject = name.c_str(), .json = json});
    recorded = dropped;
  });
}

}  // namespace recorder
