// The services that plugins need, without a running host: for checks and trials. A generation built
// with a bare host is destroyed before it.
#pragma once

#include "config/config.h"
#include "metrics/registry.h"
#include "services/durable_values.h"
#include "services/plugin_host.h"
#include "services/record_logs.h"

namespace spark::generation {

class BareHost {
 public:
  // `durable`: the values that plugins find, by name in the file. `rows`: the columns of the record
  // logs that there are, by log.
  explicit BareHost(const config::Config& config, std::map<std::string, std::string> durable = {},
                    const std::map<std::string, std::string>& rows = {});

  [[nodiscard]] const services::HostContext& context() const { return context_; }
  [[nodiscard]] metrics::Registry& registry() { return registry_; }
  // Rows are kept by these logs, which outlive the generation; otherwise they are only compared.
  void keep_rows(services::RecordLogs& logs) { context_.rows = &logs; }

 private:
  metrics::Registry registry_{1};
  services::MetricHandles handles_{registry_};
  services::Flags flags_;
  services::Pins pins_;
  services::DurableValues durable_{nullptr};
  services::RecordLogs rows_{registry_, 0, nullptr};
  services::HostContext context_;
};

// Whether the configuration has a listener of that name.
[[nodiscard]] std::function<bool(std::string_view)> listener_lookup(const config::Config& config);

}  // namespace spark::generation
