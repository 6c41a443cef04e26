#include "base/private_folder.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "base/descriptor.h"
#include "base/log.h"

namespace spark::base {
namespace {

constexpr mode_t folder_owner_only = 0700;

Error folder_failure(const std::filesystem::path& folder, std::string_view what) {
  return Error(fmt::format("{}: {}: {}", folder.string(), what, std::strerror(errno)));
}

}  // namespace

Result<void> make_private_folder(const std::filesystem::path& given) {
  const auto folder = given.has_filename() ? given : given.parent_path();  // "var/" is var
  std::error_code failed;
  const auto above = folder.parent_path();
  if (!above.empty()) std::filesystem::create_directories(above, failed);
  if (failed)
    return Error(fmt::format("{}: cannot make it: {}", folder.string(), failed.message()));
  const bool is_new = ::mkdir(folder.c_str(), folder_owner_only) == 0;
  if (!is_new && errno != EEXIST) return folder_failure(folder, "cannot make it");
  // Sets the mode at once, since the umask may keep out even the owner.
  if (is_new && ::chmod(folder.c_str(), folder_owner_only) != 0)
    return folder_failure(folder, "cannot make it private");
  const Descriptor opened = open_descriptor(folder, O_RDONLY | O_DIRECTORY);
  struct stat found {};
  if (!opened.is_open() || ::fstat(opened.get(), &found) != 0)
    return folder_failure(folder, "cannot open it");
  if (found.st_uid != ::geteuid()) {
    return Error(fmt::format("{}: it belongs to user {}; expected a folder of this process's, {}",
                             folder.string(), found.st_uid, ::geteuid()));
  }
  if ((found.st_mode & S_ISVTX) != 0) {
    return Error(fmt::format("{}: users share it (mode {:04o}); expected a folder of its own",
                             folder.string(), found.st_mode & 07777));
  }
  if ((found.st_mode & 0777) == folder_owner_only) return {};
  if (::fchmod(opened.get(), folder_owner_only) != 0)
    return folder_failure(folder, "cannot make it private");
  log::warn("{}: others could enter it (mode {:03o}); it is its owner's alone now (700)",
            folder.string(), found.st_mode & 0777);
  return {};
}

}  // namespace spark::base
