// Where a command that reads the host's files finds its state folder.
#pragma once

#include <filesystem>
#include <string>

#include "spark/tool/result.h"

namespace spark::ctl {

// The folder that the user names: `given` if not empty, or $SPARK_STATE_DIR. "" if neither is set;
// an error if it is no folder.
tool::Result<std::filesystem::path> named_state_dir(const std::string& given);

// The folder that is named, or the nearest one of tool::state_folders() that has a chain. An error
// says what was looked for.
tool::Result<std::filesystem::path> find_state_dir(const std::string& given);

}  // namespace spark::ctl
