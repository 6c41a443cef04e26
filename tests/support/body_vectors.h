// Tables of request bodies and what becomes of them, as text files:
//   name: what the case is about
//   body: bytes; \r \n \t \0 \\ \xHH, and \{N:text} for N times text
//   want: a status, and a part of the answer or of the error
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace spark::test {

struct BodyVector {
  std::string name;
  std::string body;
  uint32_t code = 0;
  std::string part;
};

// `file` is relative to the source tree. Throws for a line that is none of these, and for a file
// that is not there.
[[nodiscard]] std::vector<BodyVector> read_body_vectors(const std::string& file);

// Checks every one by what `ask` makes of its body: a status and an answer. Reports them as cases
// of `kind`.
void check_body_vectors(
    const std::string& file, std::string_view kind,
    const std::function<uint32_t(std::string_view body, std::string& answer)>& ask);

}  // namespace spark::test
