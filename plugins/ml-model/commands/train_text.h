// What `sparkctl train` prints, and keeps as training_log.txt. Pure: no clock, no folder.
#pragma once

#include <string>
#include <vector>

#include "train_fit.h"

namespace train {

[[nodiscard]] std::string data_text(const Config& config, const Material& material);
// Folds, grid and the final model.
[[nodiscard]] std::string training_text(const Config& config, const Trained& trained);
// The test span, and what gate 4 would say; "" without one. Not for the artefact.
[[nodiscard]] std::string test_text(const Config& config, const Trained& trained);

// Rows spread evenly over the training rows, whose scores the artefact's probes keep.
[[nodiscard]] std::vector<std::vector<double>> probe_rows(const training::TrainingRows& rows);

}  // namespace train
