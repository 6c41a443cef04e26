#include "change/transfer.h"

#include <utility>

#include "base/log.h"
#include "change/change_report.h"

namespace spark::change {

std::vector<Transfer> begin_transfers(const generation::Generation& live,
                                      const generation::Generation& next) {
  std::vector<Transfer> transfers;
  for (const auto& plugin : next.plugins) {
    const generation::LoadedPlugin* before = live.find_plugin(plugin.name);
    if (before == nullptr || before->instance == plugin.instance) continue;
    Transfer transfer{before->instance, before->host, plugin.instance, plugin.name, "", false, ""};
    const std::string& from = before->instance->state_schema();
    const std::string& to = plugin.instance->state_schema();
    if (from.empty() || to.empty() || from != to) {
      transfer.state = state_after(from, to);
    } else if (auto saved = before->instance->save_state(); !saved) {
      transfer.state = "fresh: " + saved.error().text;
    } else if (auto loaded = plugin.instance->load_state(*saved); !loaded) {
      transfer.state = "fresh: " + loaded.error().text;
    } else {
      transfer.before = std::move(*saved);
      transfer.carries = true;
    }
    transfers.push_back(std::move(transfer));
  }
  return transfers;
}

void end_transfers(std::vector<Transfer>& transfers, bool is_stuck) {
  for (auto& transfer : transfers) {
    if (!transfer.carries) continue;
    if (is_stuck) {
      transfer.state = "carried, but for what comes after: a worker is stuck in the one before";
      continue;
    }
    const auto after = transfer.from->save_state();
    const auto merged = after ? transfer.to->merge_state(transfer.before, *after)
                              : base::Result<void>(after.error());
    transfer.state =
        merged ? "carried" : "carried, but for the last moment: " + merged.error().text;
  }
  for (const auto& transfer : transfers)
    base::log::info("plugins.{}: state {}", transfer.name, transfer.state);
}

}  // namespace spark::change
