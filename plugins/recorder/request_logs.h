// The logs of the plugin object, and what else its stages ask the host for.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>

#include "request_log.h"
#include "spark/clock.h"
#include "spark/models.h"

namespace recorder {

class RequestLogs {
 public:
  RequestLogs(spark::Host host, uint32_t days, uint64_t bytes)
      : models(host), clock(host), host_(host), days_(days), bytes_(bytes) {}

  // The log of that name, opened when it is asked for first; it lives as long as the plugin object.
  // Throws the host's refusal. [builder]
  RequestLog& log(const std::string& name) {
    std::unique_ptr<RequestLog>& log = logs_[name];
    if (!log) log = std::make_unique<RequestLog>(host_, name, days_, bytes_);
    return *log;
  }

  const spark::Models models;
  const spark::Clock clock;

 private:
  const spark::Host host_;
  const uint32_t days_;
  const uint64_t bytes_;
  std::map<std::string, std::unique_ptr<RequestLog>> logs_;  // of [builder]
};

}  // namespace recorder
