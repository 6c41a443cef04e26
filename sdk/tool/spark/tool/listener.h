// Where the data listeners of the host are that sparkctl found, for commands that it runs.
#pragma once

#include <string>
#include <string_view>

namespace spark::tool {

// The variable in which sparkctl names that listener's URL to a command:
// "SPARK_LISTENER_ML_ENGINE".
[[nodiscard]] std::string listener_variable(std::string_view name);

// The URL of that listener of the host found; `fallback` where sparkctl found none, or did not run
// the command.
[[nodiscard]] std::string listener_url(std::string_view name, std::string_view fallback);

// The same for a command that asks for operators' routes alone: where $SPARK_ADMIN is a socket in
// the file system and that listener is not known, the socket, which has them all.
[[nodiscard]] std::string operators_url(std::string_view name, std::string_view fallback);

}  // namespace spark::tool
