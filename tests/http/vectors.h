// The cases of vectors.txt, and the limits they are written for.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "http/limits.h"

namespace spark::http::test {

struct Vector {
  std::string name;
  std::string bytes;
  std::string want;  // words with single spaces
  std::optional<std::string> body;
};

Limits vector_limits();

// All of vectors.txt; throws with the line number where it is not as described at its top.
const std::vector<Vector>& vectors();

}  // namespace spark::http::test
