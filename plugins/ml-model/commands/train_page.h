// The report of a training as a page: the folds' test rows, each scored by a model that had not
// seen it. Pure: the same training is the same bytes.
#pragma once

#include <string>

#include "train_fit.h"

namespace train {

[[nodiscard]] std::string page_text(const Config& config, const Material& material,
                                    const Trained& trained);

}  // namespace train
