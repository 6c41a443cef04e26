// The services that plugins need, without a running host: for checks and trials. A generation built
// with a bare host is destroyed before it.
#pragma once

#include "config/config.h"
#include "metrics/registry.h"
#include "services/durable_values.h"
#include "services/plugin_host.h"

namespace spark::generation {

class BareHost {
 public:
  // `durable`: the values that plugins find, by name in the file.
  explicit BareHost(const config::Config& config, std::map<std::string, std::string> durable = {});

  [[nodiscard]] const services::HostContext& context() const { return context_; }
  [[nodiscard]] metrics::Registry& registry() { return registry_; }

 private:
  metrics::Registry registry_{1};
  services::MetricHandles handles_{registry_};
  services::Flags flags_;
  services::Pins pins_;
  services::DurableValues durable_{nullptr};
  services::HostContext context_;
};

// Whether the configuration has a listener of that name.
[[nodiscard]] std::function<bool(std::string_view)> listener_lookup(const config::Config& config);

}  // namespace spark::generation
