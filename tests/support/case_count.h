// What tests have to say although they passed: how many cases of a table ran, what a soak measured.
// ctest hides what passing tests print, so it is left in files that `make test` and `make soak`
// print at their ends.
#pragma once

#include <cstddef>
#include <string_view>

namespace spark::test {

// Writes <build>/case-counts/<kind>.txt: "<kind> cases: <passed> of <total> passed, <growth>
// (<note>)", and checks that there are as many as tests/case_counts.txt asks for. Call it after the
// checks, also when some failed. Two programs never share a kind.
void report_cases(std::string_view kind, std::size_t passed, std::size_t total,
                  std::string_view note = {});

// Whether the long tests run at full length (make soak) rather than at a tenth.
[[nodiscard]] bool is_full_soak();

// Writes <build>/figures/<kind>.txt.
void report_figures(std::string_view kind, std::string_view text);

}  // namespace spark::test
