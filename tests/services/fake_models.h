// Models that serve, as a test says.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "services/live_models.h"

namespace spark::services {

struct FakeModels final : LiveModels {
  std::map<std::string, std::vector<LiveModel>, std::less<>> all;  // the newest first
  std::vector<LineageModel> lineage_models;

  [[nodiscard]] std::vector<LineageModel> lineages() const override { return lineage_models; }

  [[nodiscard]] std::optional<LiveModel> find(std::string_view model) const override {
    const auto found = all.find(model);
    if (found == all.end() || found->second.empty()) return std::nullopt;
    return found->second.front();
  }
  [[nodiscard]] std::vector<LiveModel> history(std::string_view model) const override {
    const auto found = all.find(model);
    return found == all.end() ? std::vector<LiveModel>() : found->second;
  }
};

}  // namespace spark::services
