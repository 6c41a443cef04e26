// The lineages of a generation, with the models that it has made for them.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "generation/generation.h"

namespace spark::generation {

// The models of one lineage by role; without those that are unloaded. [builder, control, jobs]
[[nodiscard]] std::vector<services::LineageModel> models_of(const Generation& generation,
                                                            const config::Lineage& lineage);

// Name and definition of the lineage in which `model` has a role; "" if it has none. Pure.
[[nodiscard]] std::string lineage_line(const config::Config& config, std::string_view model);

}  // namespace spark::generation
