// "Did you mean …": the known name nearest to a mistyped one.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace spark::base {

// The candidate with the smallest edit distance (insert, delete, replace, swap of neighbours), or
// "" when none is near enough to be meant: at most a third of the longer name, and at least one
// letter in common.
[[nodiscard]] std::string nearest_name(std::string_view mistyped,
                                       std::span<const std::string> known);

}  // namespace spark::base
