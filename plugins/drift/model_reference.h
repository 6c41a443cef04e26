// The reference of a live model, as its artefact has it in reference_distributions.json.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "spark/stats/reference.h"

namespace drift {

// The model's inputs in the order of its rows, then the score: one series each.
struct ModelReference {
  spark::stats::ReferenceSpan span;
  std::vector<std::string> names;                   // of the features
  std::vector<spark::stats::Reference> series;      // one more than names: the score stands last
  std::vector<std::optional<size_t>> duplicate_of;  // an earlier series with the same bins always

  [[nodiscard]] size_t score() const { return names.size(); }
};

// Reads `text`; `features` are the model's. Throws spark::Error, which names the member and what
// was expected of it. [jobs]
[[nodiscard]] ModelReference read_reference(std::string_view text,
                                            const std::vector<std::string>& features);

// The same of <folder>/reference_distributions.json; nothing if there is no such file. [jobs]
[[nodiscard]] std::optional<ModelReference> load_reference(
    const std::filesystem::path& folder, const std::vector<std::string>& features);

// Series whose minutes lie in the same bins throughout: one is a rising function of the other (the
// logarithm of a volume), and its PSI says the same twice. Constants are nobody's duplicates. [any]
[[nodiscard]] std::vector<std::optional<size_t>> duplicates(
    const std::vector<spark::stats::Reference>& series);

}  // namespace drift
