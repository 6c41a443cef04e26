// Puts on record how many rows a log has lost. The rows after a loss say so themselves; where none
// follows, only the chain can.
#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "request_logs.h"
#include "spark/clock.h"
#include "spark/evidence.h"
#include "spark/timer.h"

namespace recorder {

class LossWatch {
 public:
  LossWatch(spark::Host host, RequestLogs& logs);

  // [control]
  void act();
  void rest() { look(0); }

 private:
  void look(uint32_t missed);

  RequestLogs& logs_;
  const spark::Clock clock_;
  const spark::Evidence evidence_;
  const spark::Timers timers_;
  const int64_t since_utc_ms_;  // by the clock that rows are stamped with
  std::map<std::string, int64_t> recorded_;  // by log [control]
};

}  // namespace recorder
