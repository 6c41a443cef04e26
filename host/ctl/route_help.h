// Help for the commands that plugins' routes are, made of what the host says of the routes. Pure.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "ctl/route_commands.h"

namespace spark::ctl {

// A command that is a program, such as "fleet status", and what it says of itself.
struct ToolLine {
  std::string words;
  std::string doc;
};

// "plan=NAME", "mode=observe-only|live" of "Begin; plan=NAME mode=observe-only|live".
[[nodiscard]] std::vector<std::string> values_in(std::string_view doc);

// All commands below `words`, each with its purpose; a route that a tool stands for is left out.
// Empty if there is none.
[[nodiscard]] std::string help_below(std::span<const RouteCommand> commands,
                                     std::span<const ToolLine> tools,
                                     std::span<const std::string> words);

// One command: its values, what it needs, its options and examples.
[[nodiscard]] std::string help_of(const RouteCommand& route);

}  // namespace spark::ctl
