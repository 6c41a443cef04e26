// Which texts are names. One place, since names become metric labels, file names and dotted paths.
#pragma once

#include <cstddef>
#include <string_view>

namespace spark::config {

inline constexpr size_t name_bytes_max = 63;
inline constexpr size_t dotted_bytes_max = 255;

// Of plugins, models, pipelines, stages and listeners: [a-z][a-z0-9_-]{0,62}
[[nodiscard]] bool is_name(std::string_view text);
inline constexpr std::string_view name_rule =
    "a name of at most 63 characters: a small letter, then small letters, digits, _ or -";

// Of input fields and features, which are other people's words: [A-Za-z][A-Za-z0-9_-]{0,62}
[[nodiscard]] bool is_field_name(std::string_view text);
inline constexpr std::string_view field_name_rule =
    "a name of at most 63 characters: a letter, then letters, digits, _ or -";

// Field names joined by dots, at least `segments_min` of them: input.mid, admit.selected.
[[nodiscard]] bool is_dotted(std::string_view text, size_t segments_min);

// What a metric name may begin with.
[[nodiscard]] bool is_metric_prefix(std::string_view text);
inline constexpr std::string_view metric_prefix_rule =
    "the beginning of a metric name, such as ml_";

// Stages may not be called so: these begin the names of other things.
[[nodiscard]] bool is_reserved(std::string_view text);

}  // namespace spark::config
