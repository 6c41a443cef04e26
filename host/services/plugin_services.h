// What the host keeps for plugin objects that outlive a request: durable values, evidence, timers,
// jobs, facts and record logs, and the clock that recorded data drives. Made once, before any
// plugin object; they outlive all of them.
#pragma once

#include <cstdint>
#include <filesystem>

#include "base/error.h"
#include "services/driven_clock.h"
#include "services/durable_values.h"
#include "services/evidence_log.h"
#include "services/facts.h"
#include "services/jobs.h"
#include "services/plugin_host.h"
#include "services/plugin_logs.h"
#include "services/record_logs.h"
#include "services/timers.h"
#include "store/chain.h"
#include "store/recorder.h"

namespace spark::services {

struct PluginServices {
  // They outlive this object.
  struct Threads {
    base::TaskQueue& control;
    base::TaskQueue& builder;
    base::TaskQueue& writer;       // of the chain and the durable values
    base::TaskQueue& row_writing;  // of the record logs
  };

  PluginServices(const Threads& threads, metrics::Registry& registry, uint32_t workers,
                 store::Recorder& recorder);

  // Opens what lies in the state folder. Fails if durable values cannot be kept there.
  base::Result<void> open(const std::filesystem::path& state_dir, const store::Chain& chain);

  // Offers all of them to the plugin objects that are made with that context.
  void offer(HostContext& context);

  Outstanding outstanding;
  DurableValues durable;
  EvidenceLog evidence;
  Timers timers;
  Jobs jobs;
  DrivenClock event_clock;
  Facts facts;
  RecordLogs rows;
  PluginLogs logs;
};

}  // namespace spark::services
