// Where a tool finds the host's credential.
#pragma once

#include <filesystem>
#include <string>

#include "spark/tool/result.h"

namespace spark::tool {

// The folder of the running program.
[[nodiscard]] std::filesystem::path program_folder();

// The credential, from the first of: `token_file` if not empty, $SPARK_TOKEN_FILE,
// ./var/admin.token, and var/admin.token above the build folder that the program lies in. A file
// that was named and cannot be read is an error; finding none is an empty credential, which is
// enough for what needs none.
Result<std::string> find_token(const std::string& token_file);

}  // namespace spark::tool
