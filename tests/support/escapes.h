// Bytes as a table of cases writes them: \r \n \t \0 \\ \xHH, and \{N:text} for N times text.
#pragma once

#include <string>
#include <string_view>

namespace spark::test {

// Throws for an escape that is none of these.
[[nodiscard]] std::string unescape(std::string_view text);

}  // namespace spark::test
