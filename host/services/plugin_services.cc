#include "services/plugin_services.h"

namespace spark::services {

PluginServices::PluginServices(const Threads& threads, metrics::Registry& registry,
                               uint32_t workers, store::Recorder& recorder)
    : durable(&threads.writer),
      evidence(threads.writer, recorder, durable),
      timers(threads.control, durable),
      jobs(threads.builder),
      event_clock({threads.control, threads.writer, timers, jobs, outstanding}),
      rows(registry, workers, &threads.row_writing, &facts) {
  durable.chain_sequence = [&recorder] { return recorder.sequence(); };
}

base::Result<void> PluginServices::open(const std::filesystem::path& state_dir,
                                        const store::Chain& chain) {
  if (auto opened = durable.open(state_dir); !opened) return opened;
  durable.compare(chain.folder(), chain.sequence());
  rows.open(state_dir);
  evidence.keep_files_in(state_dir / "evidence");
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
}

}  // namespace spark::services
