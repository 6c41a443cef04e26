#include "change/restart_only.h"

#include <algorithm>

namespace spark::change {
namespace {

bool same(const config::Listener& a, const config::Listener& b) {
  return a.name == b.name && a.address == b.address && a.port == b.port && a.access == b.access &&
         a.token_file == b.token_file && a.cors == b.cors &&
         a.trusts_forwarded == b.trusts_forwarded && a.socket == b.socket;
}

bool same_clock(const std::optional<config::EventClock>& a,
                const std::optional<config::EventClock>& b) {
  return a && b ? a->is_same(*b) : !a && !b;
}

}  // namespace

std::vector<std::string> keep_restart_only(config::Config& next, const config::Config& now) {
  std::vector<std::string> waiting;
  if (!std::equal(next.listeners.begin(), next.listeners.end(), now.listeners.begin(),
                  now.listeners.end(), same))
    waiting.emplace_back("listeners");
  if (next.workers != now.workers) waiting.emplace_back("workers");
  if (next.state_dir != now.state_dir) waiting.emplace_back("state_dir");
  if (next.rows_archive != now.rows_archive) waiting.emplace_back("rows_archive");
  if (next.retention.profile.name != now.retention.profile.name) waiting.emplace_back("retention");
  if (next.log.level != now.log.level) waiting.emplace_back("log.level");
  if (next.log.slow_request_ms != now.log.slow_request_ms ||
      next.log.slow_requests_per_s != now.log.slow_requests_per_s)
    waiting.emplace_back("log.slow_request");
  if (!same_clock(next.clock, now.clock)) waiting.emplace_back("clock");
  next.listeners = now.listeners;
  next.workers = now.workers;
  next.state_dir = now.state_dir;
  next.rows_archive = now.rows_archive;
  next.retention = now.retention;
  next.log = now.log;
  next.clock = now.clock;
  return waiting;
}

void check_listeners(const config::Config& config, config::Errors& errors) {
  const auto check = [&](const config::Place& place, const std::string& path,
                         const std::string& name) {
    const auto& all = config.listeners;
    if (std::any_of(all.begin(), all.end(), [&](const auto& each) { return each.name == name; }))
      return;
    errors.add(place, path, "listener '" + name + "' waits for a restart, and this with it");
  };
  for (const auto& pipeline : config.pipelines)
    check(pipeline.route.place, "pipelines." + pipeline.name + ".route", pipeline.route.listener);
  if (config.inference)
    check(config.inference->listener.place, "inference.listener", config.inference->listener.value);
}

}  // namespace spark::change
