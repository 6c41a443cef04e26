// The artefact of a training.
#pragma once

#include "spark/tool/result.h"
#include "train_fit.h"

namespace train {

// Writes the artefact, whole or not at all.
[[nodiscard]] spark::tool::Result<void> write(const Config& config, const Options& options,
                                              const Material& material, const Trained& trained);

}  // namespace train
