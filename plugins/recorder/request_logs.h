// The logs of the plugin object, and what else its stages ask the host for.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <string>

#include "request_log.h"
#include "spark/models.h"

namespace recorder {

class RequestLogs {
 public:
  RequestLogs(spark::Host host, uint32_t days, uint64_t bytes, uint64_t ring)
      : models(host), host_(host), days_(days), bytes_(bytes), ring_(ring) {}

  // The log of that name, opened when it is asked for first; it lives as long as the plugin object.
  // Throws the host's refusal. [builder]
  RequestLog& log(const std::string& name) {
    const std::lock_guard lock(mutex_);
    std::unique_ptr<RequestLog>& log = logs_[name];
    if (!log) log = std::make_unique<RequestLog>(host_, name, days_, bytes_, ring_);
    return *log;
  }

  // Calls see(name, log) for each log. [control]
  template <class See>
  void each(See see) const {
    const std::lock_guard lock(mutex_);
    for (const auto& [name, log] : logs_) see(name, *log);
  }

  const spark::Models models;

 private:
  const spark::Host host_;
  const uint32_t days_;
  const uint64_t bytes_;
  const uint64_t ring_;
  mutable std::mutex mutex_;  // guards logs_; no [worker] takes it
  std::map<std::string, std::unique_ptr<RequestLog>> logs_;
};

}  // namespace recorder
