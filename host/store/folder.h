// Who owns a folder.
#pragma once

#include <filesystem>

#include "base/error.h"
#include "base/file.h"

namespace spark::store {

// Takes the lock on the file `lock` in the folder, which one process at a time holds, for as long
// as the result lives. An error names the folder if another has it.
base::Result<base::File> lock_folder(const std::filesystem::path& folder);

}  // namespace spark::store
