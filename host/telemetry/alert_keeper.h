// Keeps the states of alerts: over restarts, on the chain, as facts and as series.
//
// What began to fire or ceased to is given to the chain first and to the disk then, so that a host
// that is killed in between may record it twice, and never not at all.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <span>
#include <string>
#include <vector>

#include "config/alert.h"
#include "metrics/registry.h"
#include "services/durable_values.h"
#include "services/facts.h"
#include "store/record.h"
#include "telemetry/alerts.h"

namespace spark::telemetry {

class AlertKeeper {
 public:
  // All outlive this object.
  struct Parts {
    services::Facts& facts;
    services::DurableValues& durable;
    metrics::Registry& registry;
    std::function<void(const store::Record&)> record;  // does not wait
  };
  explicit AlertKeeper(Parts parts) : parts_(std::move(parts)) {}

  // Takes up the states that a host before this one left. Before the first evaluation.
  void open();
  // Those of the rows that are over a fact. By one thread at a time.
  void evaluate(const std::vector<config::Alert>& all, int64_t now_utc_ms);

  struct Shown {
    config::Alert row;
    AlertState state;
  };
  // As of the last evaluation, in the order of the configuration.
  // [control, builder, jobs, writer]
  [[nodiscard]] std::vector<Shown> shown() const;
  [[nodiscard]] int64_t evaluated_utc_ms() const;  // 0: not yet

 private:
  void announce(const Transition& transition, const AlertStates& before,
                const std::vector<config::Alert>& rows);
  void keep(const AlertStates& states);
  // A fact for each row that has a state: about the row's subject, its unit the row's severity.
  void publish(const std::vector<config::Alert>& rows, const AlertStates& states,
               int64_t now_utc_ms);
  void set_series(const std::vector<config::Alert>& rows, const AlertStates& states);

  const Parts parts_;
  uint32_t settling_looks_ = 0;  // that are still to come, with states of before a start
  AlertStates states_;
  std::string kept_;  // as it was put to the disk last
  struct Series {
    std::string severity;
    metrics::Gauge state;
    metrics::Gauge value;
  };
  [[nodiscard]] Series series_of(const config::Alert& row);
  std::map<std::string, Series> series_;  // by the alert's name

  mutable std::mutex mutex_;  // guards the members below
  std::vector<Shown> shown_;
  int64_t evaluated_utc_ms_ = 0;
};

}  // namespace spark::telemetry
