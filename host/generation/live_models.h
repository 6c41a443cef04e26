// The models of the live generation, for plugins.
#pragma once

#include <filesystem>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "generation/live.h"
#include "services/live_models.h"

namespace spark::generation {

// Writes next.model_history: that of `before` (null: none), and what `next` serves from `utc_ms`
// on. [builder]
void write_model_history(Generation& next, const Generation* before, int64_t utc_ms);

class ServingModels final : public services::LiveModels {
 public:
  // `live` outlives this. `objects`: the folder of the host's copies.
  ServingModels(const Live& live, std::filesystem::path objects)
      : live_(live), objects_(std::move(objects)) {}

  [[nodiscard]] std::optional<services::LiveModel> find(std::string_view model) const override;
  [[nodiscard]] std::vector<services::LiveModel> history(std::string_view model) const override;
  [[nodiscard]] std::vector<services::LineageModel> lineages() const override;

 private:
  const Live& live_;
  const std::filesystem::path objects_;
};

}  // namespace spark::generation
