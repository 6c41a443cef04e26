// Compiles a configured pipeline into a plan: names become slot indexes, models' features are bound
// by name, and the answer is proven never to become null where it must not.
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <string>

#include "config/config.h"
#include "frame/plan.h"
#include "pipeline/catalogue.h"

namespace spark::pipeline {

// Adds every mistake to `errors`; returns a plan only if it added none. Only for pipelines with an
// answer. Stages are created and bound, nothing is run. [builder]
[[nodiscard]] std::unique_ptr<frame::Plan> compile(const config::Pipeline& pipeline,
                                                   const CompileContext& context,
                                                   config::Errors& errors);

}  // namespace spark::pipeline
