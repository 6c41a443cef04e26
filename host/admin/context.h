// References to the parts of the running host that the admin interface shows and changes.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>

#include "actions/action_routes.h"
#include "actions/latch_keeper.h"
#include "admin/shared_views.h"
#include "change/change_queue.h"
#include "change/changer.h"
#include "generation/live.h"
#include "http/server.h"
#include "services/durable_values.h"
#include "services/evidence_log.h"
#include "services/facts.h"
#include "services/flags.h"
#include "services/jobs.h"
#include "services/pins.h"
#include "services/plugin_logs.h"
#include "services/record_logs.h"
#include "serving/publisher.h"
#include "telemetry/alert_keeper.h"

namespace spark::admin {

// All members outlive the requests.
struct Context {
  const generation::Live& live;
  const serving::Publisher& publisher;
  const change::Changer& changer;
  change::ChangeQueue& changes;
  const std::unique_ptr<http::Server>& server;  // not null once a request arrives
  const services::Flags& flags;
  const services::Pins& pins;
  actions::ActionRooms& rooms;
  const actions::LatchKeeper& latches;
  const services::DurableValues& durable;
  services::EvidenceLog& evidence;
  const services::RecordLogs& rows;
  const services::Jobs& jobs;
  const services::Facts& facts;
  const telemetry::AlertKeeper& alerts;
  services::PluginLogs& logs;
  SharedViews& views;
  uint32_t workers = 1;
  const std::atomic<int64_t>& started_utc_ms;
  const std::atomic<bool>& is_draining;
};

}  // namespace spark::admin
