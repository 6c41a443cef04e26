// The pages that the host itself renders: metrics and health.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace spark::config {

struct MetricsRoute {
  std::string prefix;  // "" renders everything
  // Where given, clients that send no Accept get no labelled counters at zero, but the newest with
  // one of these labels.
  std::optional<std::vector<std::pair<std::string, std::string>>> zeros_without_accept;
};
struct HealthRoute {
  std::string service;
};

}  // namespace spark::config
