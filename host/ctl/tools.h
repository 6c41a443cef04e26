// Commands that are programs: libexec/spark/spark-<verb> beside the folder that sparkctl lies in.
#pragma once

#include <filesystem>
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

// The executable files named spark-<verb>, sorted; none where the folder is missing.
[[nodiscard]] std::vector<Tool> list_tools(const std::filesystem::path& folder);

// The first line that `spark-<verb> --describe` prints; "" if none comes within two seconds.
[[nodiscard]] std::string describe(const Tool& tool);

// Becomes the tool, so that its exit code and signals are sparkctl's. Options given to sparkctl
// reach it as SPARK_ADMIN, SPARK_TOKEN_FILE, SPARK_STATE_DIR and --json, and the listeners of the
// host found as tool::listener_variable(): see with_host(). Returns only if that fails.
tool::Error become(const Tool& tool, const std::vector<std::string>& arguments,
                   const Options& options);

}  // namespace spark::ctl
