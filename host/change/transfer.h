// The state of plugin objects, handed to those that take their places.
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

// While the old objects still serve. What they gather from here on follows in end_transfers().
// [builder]
[[nodiscard]] std::vector<Transfer> begin_transfers(const generation::Generation& live,
                                                    const generation::Generation& next);

// When no request runs in the old objects any more. One that a worker is stuck in rests, and what
// it gathers from here on stays in it. [builder]
void end_transfers(std::vector<Transfer>& transfers, bool is_stuck);

}  // namespace spark::change
