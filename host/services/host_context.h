// The services that all plugin objects share, as plugin objects are given them.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "base/event_clock.h"
#include "services/flags.h"
#include "services/metric_handles.h"
#include "services/open_calls.h"
#include "services/pins.h"

namespace spark::services {

class DurableValues;
class EvidenceLog;
class Facts;
class Jobs;
class LiveModels;
class PluginLogs;
class RecordLogs;
class Swaps;
class Timers;

// What a plugin's records say of their origin.
struct Origin {
  uint64_t generation = 0;
  std::string sha256;  // of the plugin's library
};

// The services that all plugin objects share; they outlive the plugin objects.
struct HostContext {
  std::string version;  // the host's own
  uint32_t workers = 1;
  MetricHandles* metrics = nullptr;
  Flags* flags = nullptr;
  std::function<bool(std::string_view listener)> has_listener;
  Pins* pins = nullptr;
  LiveModels* models = nullptr;        // null: no generation ever serves
  base::TaskQueue* control = nullptr;  // where calls end; null: no object ever acts here
  DurableValues* durable = nullptr;    // null: get() finds nothing
  Timers* timers = nullptr;            // null, as jobs: no object ever acts here
  Jobs* jobs = nullptr;
  Facts* facts = nullptr;                   // null: there are none
  RecordLogs* rows = nullptr;               // null: none can be opened
  Outstanding* outstanding = nullptr;       // null: nobody waits for calls to end
  base::EventClock* event_clock = nullptr;  // null: frames drive no time here
  EvidenceLog* evidence = nullptr;          // null: nothing is ever recorded here
  // Of a plugin in the generation that serves now; set where there is an evidence log.
  // [control, jobs]
  std::function<Origin(std::string_view plugin)> origin = {};
  Swaps* swaps = nullptr;      // null: no object ever acts here
  PluginLogs* logs = nullptr;  // null: plugins' lines are printed as the host's, and none is kept
  // Called for each flag that a plugin made safe, to put the move on record; may be empty.
  // [control, builder, jobs, writer]
  std::function<void(const Flags::Moved&)> made_safe = {};
  // As a scrape has them, for series that begin so; empty: nothing is rendered. [jobs]
  std::function<std::string(const std::string& prefix)> render_metrics = {};
  // Calls that were refused because their plugin object did not act. [any]
  mutable std::atomic<uint64_t> not_acting_calls{0};
};

}  // namespace spark::services
