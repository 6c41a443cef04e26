// Until when a model may serve, as its makers say: "expires" in training_manifest.json, a day or a
// time in UTC, which may be left out.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace ml_model {

// In seconds since 1970; of a day, its end. Nothing if `text` is neither.
[[nodiscard]] std::optional<double> utc_seconds(const std::string& text);

// Of the artefact in that folder; nothing where it names no term. Throws spark::Error for a term
// that cannot be read. [builder]
[[nodiscard]] std::optional<double> expires_utc_seconds(std::string_view folder);

}  // namespace ml_model
