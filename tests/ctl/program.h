// Runs what the build has made, as people do.
#pragma once

#include <string>

#include "support/shell.h"

namespace spark::test {

// Through the shell, in `folder`. `before`: what the shell sets for the command, such as
// NAME=value.
inline Ran run(const std::string& command, const std::string& folder = ".",
               const std::string& before = "") {
  return run_shell("cd " + folder + " && " + before + " " SPARK_BUILD_DIR "/bin/" + command);
}

}  // namespace spark::test
