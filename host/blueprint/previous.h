// What definitions were before, so that a rollback knows what it goes back to.
#pragma once

#include <map>
#include <string>
#include <string_view>

namespace spark::blueprint {

// What a definition was before the present one.
struct PreviousDefinition {
  std::string now;
  std::string sha256;
  bool is_undone = false;  // a rollback went back from it: to go back once more is to do it again
};
using PreviousDefinitions = std::map<std::string, PreviousDefinition>;  // by key

[[nodiscard]] std::string to_json(const PreviousDefinitions& previous);
// Throws std::exception for what to_json() does not write.
[[nodiscard]] PreviousDefinitions previous_from_json(std::string_view text);

}  // namespace spark::blueprint
