// Gate 3's alerts as a Prometheus saw them, in the form that the host's own history has: so a
// verdict's record holds them, and is judged again without asking.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "gates/inputs.h"
#include "http_get.h"

namespace promote {

// A sample a minute over the 24 h that end at `wall_ms`. `now_ms` is the same moment by the host's
// clock, which a replay drives: the result's times are of that clock.
struct Window {
  int64_t wall_ms = 0;
  int64_t now_ms = 0;
};

// What the server answered to the three questions.
struct PrometheusAnswers {
  std::string rules;   // /api/v1/rules
  std::string firing;  // of ALERTS, by alertname and severity
  std::string up;      // the minutes in which the host was scraped
};

// Pure. Throws spark::Error for answers that say no, or are none.
[[nodiscard]] AlertsSeen alerts_seen(const PrometheusAnswers& answers, const Window& window,
                                     const std::vector<std::string>& psi_names);

class Prometheus {
 public:
  // Of the settings; nothing without a URL. Throws for texts that are no such settings.
  [[nodiscard]] static std::optional<Prometheus> of(const std::string& url, const std::string& up,
                                                    std::vector<std::string> psi_names);

  // All but the host's starts. Never throws: a server that does not answer as it should is the
  // result's `failure`. Blocks for 5 s at most. [jobs]
  [[nodiscard]] AlertsSeen ask(const Window& window) const;

 private:
  Prometheus(HttpServer server, std::string up, std::vector<std::string> psi_names)
      : server_(std::move(server)), up_(std::move(up)), psi_names_(std::move(psi_names)) {}

  HttpServer server_;
  std::string up_;  // a selector, such as up{job="executor"}
  std::vector<std::string> psi_names_;
};

}  // namespace promote
