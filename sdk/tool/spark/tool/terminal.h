// Commands print only from here, so that all of their output is safe for a terminal.
#pragma once

#include <cstdio>
#include <string_view>

#include "spark/tool/table_fit.h"

namespace spark::tool {

// The width for what is put on standard output: any_width unless that is a terminal.
[[nodiscard]] size_t output_width();

// The same from what is known: whether it is a terminal, $COLUMNS (may be null), and the width that
// the terminal says it has (0: it does not say). A $COLUMNS that is no width is passed over. Pure.
[[nodiscard]] size_t output_width_of(bool is_terminal, const char* columns, size_t window);

// visible_lines() of the text, to standard output or standard error.
void put(std::FILE* to, std::string_view text);

// Puts `line` over the last line that was drawn, on standard error; "" clears it. For a terminal.
void redraw(std::string_view line);

// Empties the screen of standard output, which is a terminal: what is put next stands at its top.
void clear_screen();

}  // namespace spark::tool
