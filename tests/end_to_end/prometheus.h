// Prometheus and Alertmanager for tests: Debian's programs, unpacked below the build folder.
#pragma once

#include <boost/json.hpp>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "end_to_end/harness.h"
#include "end_to_end/proxy.h"

namespace spark::test {

// The folder of promtool and the others; nothing, with a warning that the test is skipped, where
// they cannot be had.
std::optional<std::filesystem::path> prometheus_tools();

// The shipped rules and prometheus.yml in a folder, for one host on its ports.
// `is_short`: times of rules are seconds, not minutes, and little traffic is enough.
void write_monitoring(const std::filesystem::path& folder, const Sparkd& host, bool is_short);

class Prometheus {
 public:
  // With `folder`/prometheus.yml; waits until it is ready.
  Prometheus(const std::filesystem::path& tools, const std::filesystem::path& folder);

  struct Answer {
    std::string error;  // "": none
    std::vector<std::string> values;
  };
  [[nodiscard]] Answer query(const std::string& expression) const;
  // The names of alerts that are pending or firing.
  [[nodiscard]] std::vector<std::string> alerts() const;
  // Why the last scrapes of the targets failed, if they did.
  [[nodiscard]] std::string scrape_errors() const;
  [[nodiscard]] boost::json::value get(const std::string& path) const;
  [[nodiscard]] std::string url() const { return "http://127.0.0.1:" + std::to_string(port_); }

 private:
  uint16_t port_;
  std::unique_ptr<Proxy> process_;
};

// A port that nothing listens on now.
[[nodiscard]] uint16_t free_port();
// One call; throws if nothing answers.
tool::Response call_port(uint16_t port, std::string_view method, const std::string& target,
                         const std::string& body = {});
// Waits until something listens there and `target` answers 200; throws after a minute.
void await_answer(uint16_t port, const std::string& target);

// Every expression of the dashboard: "panel" and expression, with Grafana's variables replaced by
// the primary lineage and by `interval`.
[[nodiscard]] std::vector<std::pair<std::string, std::string>> panel_expressions(
    const std::string& interval);

}  // namespace spark::test
