// The style sheet of a report's page.
#pragma once

#include <string_view>

namespace spark::page {

// For screens, light and dark, and for paper.
extern const std::string_view style_sheet;

}  // namespace spark::page
