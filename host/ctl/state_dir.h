// Where a command that reads the host's files finds its state folder.
#pragma once

#include <filesystem>
#include <string>

#include "spark/tool/result.h"

namespace spark::ctl {

// The first of: `given` if not empty, $SPARK_STATE_DIR, ./var, and var above the build folder that
// sparkctl lies in. A folder that was named must exist. Of the others the first that has a chain is
// taken; an error lists the folders that were tried.
tool::Result<std::filesystem::path> find_state_dir(const std::string& given);

}  // namespace spark::ctl
