// Commands print only from here, so that all of their output is safe for a terminal.
#pragma once

#include <cstdio>
#include <string_view>

namespace spark::tool {

// visible_lines() of the text, to standard output or standard error.
void put(std::FILE* to, std::string_view text);

// Puts `line` over the last line that was drawn, on standard error; "" clears it. For a terminal.
void redraw(std::string_view line);

}  // namespace spark::tool
