// Which plugin objects act: those of the live generation, and at no moment two of a name. The order
// of an exchange is that of spark/ext/draft/life.h.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "base/held_thread.h"
#include "generation/generation.h"
#include "generation/live.h"
#include "metrics/registry.h"

namespace spark::change {

// For the control thread to end what it is doing, a plugin's route for example.
inline constexpr uint32_t hold_ms_max = 5'000;

inline const std::string busy_control = "a plugin has kept the control thread busy for " +
                                        std::to_string(hold_ms_max) +
                                        " ms, so nothing was changed; try again";

// The live generation's route for requests like those of another generation's route; null if it has
// none, or its plugin object rests, as at the host's end. [control]
[[nodiscard]] std::shared_ptr<const services::Route> acting_route(const generation::Live& live,
                                                                  const services::Route& route);

using Plugins = std::vector<generation::LoadedPlugin>;

// The plugin objects of `live` that are not in `next`, whether or not others take their places.
[[nodiscard]] Plugins leaving(const generation::Generation& live,
                              const generation::Generation& next);
// The plugin objects of `next` that do not act yet.
[[nodiscard]] Plugins coming(const generation::Generation& next);

// For jobs that run to end when they were told to.
inline constexpr uint32_t jobs_ms_max = 5'000;

// For records that are on their way to the disk. The control thread is held meanwhile.
inline constexpr uint32_t records_ms_max = 1'000;

// Each tells the plugin objects on the held control thread, and returns a text for each that
// complained. Before an object rests, its timers, jobs and open calls end. [builder]
std::vector<std::string> rest(base::HeldThread& control, const Plugins& plugins,
                              uint32_t jobs_ms_max = change::jobs_ms_max);
std::vector<std::string> act(base::HeldThread& control, const Plugins& plugins);

// The pipelines' series of `generation` are rendered before those of any other generation that is
// kept. [builder]
void prefer_series(const generation::Generation& generation, metrics::Registry& registry);
// Retires the plugin objects of `before` that are not in `now`, and pauses the series of such
// pipelines. [builder]
void retire(const generation::Generation& before, const generation::Generation& now,
            metrics::Registry& registry);

}  // namespace spark::change
