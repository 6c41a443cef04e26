// How many cases of a table ran and passed, left in a file that `make test` prints at its end:
// ctest hides what passing tests print, and a table's size is worth seeing.
#pragma once

#include <cstddef>
#include <string_view>

namespace spark::test {

// Writes <build>/case-counts/<kind>.txt: "<kind> cases: <passed> of <total> passed (<note>)". Call
// it after the checks, also when some failed. Two programs never share a kind.
void report_cases(std::string_view kind, std::size_t passed, std::size_t total,
                  std::string_view note = {});

}  // namespace spark::test
