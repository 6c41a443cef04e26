#include "admin/degraded.h"

#include <fmt/format.h>

#include <iterator>
#include <utility>

#include "admin/flag_routes.h"
#include "base/clock.h"
#include "base/log.h"
#include "generation/readiness.h"

namespace spark::admin {
namespace {

// After which an operator is told; a route is done within a millisecond or so.
constexpr uint32_t busy_ms_max = 2'000;

std::vector<std::string> open_breakers(const generation::Generation& generation) {
  std::vector<std::string> all;
  for (const auto& served : generation.served) {
    for (const auto& placed : served->plan->stages) {
      if (!placed.breaker) continue;
      if (placed.breaker->gate.state(base::steady_ns(), placed.breaker->limits) !=
          frame::BreakerGate::State::closed) {
        all.push_back(fmt::format("breaker open: {}.{}", served->name, placed.name));
      }
    }
  }
  return all;
}

// Of plugin objects that complained when they were told to act.
std::vector<std::string> complaints(const generation::Generation& live) {
  std::vector<std::string> all;
  for (const auto& plugin : live.plugins) {
    const std::string text = plugin.host->complaint();
    if (!text.empty()) all.push_back(blueprint::plugin_key(plugin.name) + ": " + text);
  }
  return all;
}

std::vector<std::string> busy_control(const base::TaskQueue& control) {
  const uint32_t busy_ms = control.busy_ms();
  if (busy_ms < busy_ms_max) return {};
  return {
      fmt::format("a plugin has kept the control thread busy for {} s: routes of plugins and "
                  "changes wait for it",
                  busy_ms / 1'000)};
}

}  // namespace

std::vector<std::string> degraded(const Context& context) {
  std::vector<std::string> all = context.changer.notes();
  const auto add = [&all](std::vector<std::string> more) {
    std::move(more.begin(), more.end(), std::back_inserter(all));
  };
  add(context.publisher.degraded());
  if (context.is_draining) all.push_back("draining");
  add(open_breakers(*context.live.now()));
  add(generation::not_ready(*context.live.now()));
  add(complaints(*context.live.now()));
  if (base::log::dropped() > 0) all.push_back("log records were dropped");
  if (context.rooms.context.recorder.has_failed()) all.push_back("actions cannot be recorded");
  add(latched_flags(context.flags));
  add(busy_control(context.rooms.context.control));
  add(context.latches.degraded());
  add(context.durable.degraded());
  add(context.rows.degraded());
  add(context.jobs.degraded());
  add(context.rooms.safe.degraded());
  add(context.rooms.orders.degraded());
  return all;
}

}  // namespace spark::admin
