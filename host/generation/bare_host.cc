#include "generation/bare_host.h"

#include <set>

#include "base/host_version.h"

namespace spark::generation {

std::function<bool(std::string_view)> listener_lookup(const config::Config& config) {
  std::set<std::string, std::less<>> names;
  for (const auto& listener : config.listeners) names.insert(listener.name);
  return [names = std::move(names)](std::string_view name) { return names.contains(name); };
}

BareHost::BareHost(const config::Config& config, std::map<std::string, std::string> durable,
                   const std::map<std::string, std::string>& rows) {
  rows_.use(rows);
  durable_.use(std::move(durable), {});
  context_.version = base::host_version;
  context_.workers = 1;
  context_.metrics = &handles_;
  context_.flags = &flags_;
  context_.pins = &pins_;
  context_.durable = &durable_;
  context_.rows = &rows_;
  context_.has_listener = listener_lookup(config);
}

}  // namespace spark::generation
