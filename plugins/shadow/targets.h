// Whether two models can be compared: only scores for one target agree or differ.
#pragma once

#include <string>

#include "spark/models.h"

namespace shadow {

// "candidate predicts up-move/1min/mid, production rv5-above-median/5min/24h"; "" if all three
// strings of the target are the same. The names are keys under models:, of models that the settings
// of the stage being made name. Throws what Models::find() throws. [builder]
[[nodiscard]] std::string target_difference(const spark::Models& models, const std::string& primary,
                                            const std::string& candidate);

}  // namespace shadow
