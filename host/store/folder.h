// The lock on a folder.
#pragma once

#include <filesystem>

#include "base/error.h"
#include "base/file.h"

namespace spark::store {

// Takes the lock on the file `lock` in the folder, for as long as the result lives. One process at
// a time can hold it. An error names the folder if another process has the lock.
base::Result<base::File> lock_folder(const std::filesystem::path& folder);

}  // namespace spark::store
