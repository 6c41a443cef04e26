// Who may do what with a file or folder, links not followed.
#pragma once

#include <sys/stat.h>

#include <filesystem>

#include "support/catch.h"

namespace spark::test {

// Permission bits, set-id and sticky bits included.
inline mode_t mode(const std::filesystem::path& path) {
  struct stat found {};
  REQUIRE(::lstat(path.c_str(), &found) == 0);
  return found.st_mode & 07777;
}

}  // namespace spark::test
