// Hands the state of plugin objects to the plugin objects that take their places.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "generation/generation.h"

namespace spark::change {

struct Transfer {
  std::shared_ptr<plugin::PluginObject> from;
  std::shared_ptr<services::PluginHost> from_host;
  std::shared_ptr<plugin::PluginObject> to;
  std::string name;    // the plugin's
  std::string before;  // the state that was handed over first
  bool carries = false;
  std::string state;  // "carried", or "fresh: …"
};

// Called while the previous plugin objects still serve. end_transfers() hands on the state that
// they gather after this call. [builder]
[[nodiscard]] std::vector<Transfer> begin_transfers(const generation::Generation& live,
                                                    const generation::Generation& next);

// Called when no request runs in the previous plugin objects any more. If a worker is stuck in one
// (`is_stuck`), the state gathered since begin_transfers() is not handed on. [builder]
void end_transfers(std::vector<Transfer>& transfers, bool is_stuck);

}  // namespace spark::change
