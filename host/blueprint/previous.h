// The previous definitions, which rollbacks go back to.
#pragma once

#include <map>
#include <string>
#include <string_view>

namespace spark::blueprint {

// The definition before the present one.
struct PreviousDefinition {
  std::string now;
  std::string sha256;
  bool is_undone = false;  // a rollback went back from it: a second rollback brings it back
};
using PreviousDefinitions = std::map<std::string, PreviousDefinition>;  // by key

[[nodiscard]] std::string to_json(const PreviousDefinitions& previous);
// Throws std::exception for a text that to_json() does not write.
[[nodiscard]] PreviousDefinitions previous_from_json(std::string_view text);

}  // namespace spark::blueprint
