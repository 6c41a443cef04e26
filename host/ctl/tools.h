// Commands that are programs: libexec/spark/spark-<verb> beside the folder that sparkctl lies in.
// spark-<a>-<b> is the command `a b`, also below a command that is built in.
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "ctl/admin.h"

namespace spark::ctl {

struct Tool {
  std::string verb;
  std::filesystem::path path;
};

// <exe>/../libexec/spark
[[nodiscard]] std::filesystem::path tools_folder();

// <exe>/../lib/spark/plugins
[[nodiscard]] std::filesystem::path plugins_folder();

// The executable files named spark-<verb>, sorted; none where the folder is missing.
[[nodiscard]] std::vector<Tool> list_tools(const std::filesystem::path& folder);

// As it is typed: "a b" for the verb a-b, "a b-c" for a-b-c.
[[nodiscard]] std::string words_of(const Tool& tool);

// The arguments with the two words of such a command as its verb: {"a", "b", "--c"} becomes {"a-b",
// "--c"} where `tools` has a-b. Options before the first word are passed over; `takes_value` says
// of one whether the argument after it is its value. Pure.
[[nodiscard]] std::vector<std::string> with_tool_verb(
    std::vector<std::string> arguments, const std::vector<Tool>& tools,
    const std::function<bool(const std::string&)>& takes_value);

// The first line that `spark-<verb> --describe` prints; "" if none comes within two seconds.
[[nodiscard]] std::string describe(const Tool& tool);

// Becomes the tool, so that its exit code and signals are sparkctl's. Options given to sparkctl
// reach it as SPARK_ADMIN, SPARK_TOKEN_FILE, SPARK_STATE_DIR and --json, and the listeners of the
// host found as tool::listener_variable(): see with_host(). Returns only if that fails.
tool::Error become(const Tool& tool, const std::vector<std::string>& arguments,
                   const Options& options);

}  // namespace spark::ctl
