// The frame of a page: its head with the style sheet, and its end.
#pragma once

#include <string>
#include <string_view>

namespace spark::page {

// One HTML file that loads nothing and runs nothing. `body` is markup. The same values give the
// same bytes. [any]
[[nodiscard]] std::string document(std::string_view title, std::string_view body);

// <figure> with a caption; "" without a chart. `chart` is markup. [any]
[[nodiscard]] std::string figure(std::string_view chart, std::string_view caption);

}  // namespace spark::page
