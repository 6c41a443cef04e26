// What a plugin object may look up while a stage of a generation is made; set while that generation
// is built.
#pragma once

#include <functional>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "services/live_models.h"
#include "spark/abi.h"

namespace spark::services {

// The description of a model of the generation being built; null if there is none of that name. The
// description must live as long as the stage that is being created
// (plugin::ModelProxy::raw_info()).
using ModelLookup = std::function<const spark_model_info*(std::string_view name)>;

// The models of the lineage in which a model of the generation being built has a role; empty where
// the configuration has no lineages, an error where it has some and the model has no role.
using LineageLookup =
    std::function<base::Result<std::vector<LineageModel>>(std::string_view model)>;

}  // namespace spark::services
