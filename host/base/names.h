// Which texts are names, and how long they may be. One place, since names become metric labels,
// file names, paths and dotted paths.
#pragma once

#include <cstddef>
#include <string_view>

namespace spark::base {

inline constexpr size_t name_bytes_max = 63;  // of the configuration
inline constexpr size_t dotted_name_bytes_max = 255;
inline constexpr size_t plugin_id_bytes_max = 31;
inline constexpr size_t identifier_bytes_max = 64;
inline constexpr size_t metric_name_bytes_max = 128;
inline constexpr size_t metric_prefix_bytes_max = 64;
inline constexpr size_t flag_name_bytes_max = 96;

// Of plugins, models, pipelines, stages and listeners: [a-z][a-z0-9_-]{0,62}
[[nodiscard]] bool is_name(std::string_view text);
inline constexpr std::string_view name_rule =
    "a name of at most 63 characters: a small letter, then small letters, digits, _ or -";

// Of input fields and features, which users choose: [A-Za-z][A-Za-z0-9_-]{0,62}
[[nodiscard]] bool is_field_name(std::string_view text);
inline constexpr std::string_view field_name_rule =
    "a name of at most 63 characters: a letter, then letters, digits, _ or -";

// Field names joined by dots, at least `segments_min` of them: input.mid, admit.selected.
[[nodiscard]] bool is_dotted_name(std::string_view text, size_t segments_min);

// The id that a library gives itself: [a-z][a-z0-9-]{0,30}
[[nodiscard]] bool is_plugin_id(std::string_view text);

// Of a plugin's keys, slots, stage types and the like: [A-Za-z_][A-Za-z0-9_]{0,63}. From the second
// character on, the characters of `marks` are allowed too.
[[nodiscard]] bool is_identifier(std::string_view text, std::string_view marks = "");

// Of a metric, and of a label: [A-Za-z_][A-Za-z0-9_]{0,127}
[[nodiscard]] bool is_metric_name(std::string_view text);

// Whether a metric name may begin with `text`.
[[nodiscard]] bool is_metric_prefix(std::string_view text);
inline constexpr std::string_view metric_prefix_rule =
    "the beginning of a metric name, such as ml_";

// A flag's full name, which includes its plugin's name: [A-Za-z0-9_.-]{1,96}
[[nodiscard]] bool is_flag_name(std::string_view text);

}  // namespace spark::base
