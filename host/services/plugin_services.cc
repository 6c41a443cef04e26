#include "services/plugin_services.h"

#include "base/clock.h"
#include "base/event_clock.h"
#include "base/log.h"

namespace spark::services {
namespace {

// What plugins may write in a second: of event time, too, or a fast replay would be refused what a
// slow one is not.
int64_t limits_ns() {
  return base::steady_ns() + base::event_utc_ms() * 1'000'000;
}

}  // namespace

PluginServices::PluginServices(const Threads& threads, metrics::Registry& registry,
                               uint32_t workers, store::Recorder& recorder)
    : durable(&threads.writer),
      evidence(threads.writer, recorder, durable),
      timers(threads.control, durable),
      jobs(threads.builder),
      event_clock({threads.control, timers, jobs, outstanding}),
      rows(registry, workers, &threads.row_writing, &facts) {
  durable.now_ns = limits_ns;
  evidence.now_ns = limits_ns;
  rows.append_record = [&writer = threads.writer, &recorder](const store::Record& record,
                                                             const ClosedDays::Ended& ended) {
    if (!writer.post([&recorder, record, ended] { ended(recorder.record(record)); }))
      ended(std::nullopt);
  };
  durable.chain_sequence = [&recorder] { return recorder.sequence(); };
}

base::Result<void> PluginServices::open(const std::filesystem::path& state_dir,
                                        const store::Chain& chain) {
  if (auto opened = durable.open(state_dir); !opened) return opened;
  durable.compare(chain.folder(), chain.sequence());
  rows.open(state_dir);
  logs.open();
  // Old drafts harm nothing but the look of the folder.
  if (auto settled = evidence.keep_files_in(state_dir); !settled)
    base::log::error("files of evidence that a crash left unfinished: {}", settled.error().text);
  return {};
}

void PluginServices::offer(HostContext& context) {
  context.durable = &durable;
  context.evidence = &evidence;
  context.timers = &timers;
  context.jobs = &jobs;
  context.event_clock = &event_clock;
  context.outstanding = &outstanding;
  context.facts = &facts;
  context.rows = &rows;
  context.logs = &logs;
}

}  // namespace spark::services
