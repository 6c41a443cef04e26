#include "objects/links.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <cstring>
#include <string>
#include <utility>

#include "base/beneath.h"
#include "objects/listing.h"

namespace spark::objects {

namespace {

namespace fs = std::filesystem;

constexpr int reading_link = O_RDONLY | O_NONBLOCK | O_CLOEXEC;
constexpr const char* current_version = "..data";  // of a volume that Kubernetes writes

std::string why_not(const fs::path& root) {
  switch (errno) {
    case EXDEV:
      return "it is a link that leads out of " + root.string() +
             "; only relative links within are followed";
    case ENOENT:
      return "it is a link to what is not there";
    case ENOSYS:
    case EPERM:
      return "it is a symbolic link, and this system cannot follow it safely (openat2)";
    default:
      return std::string("it is a link that cannot be followed: ") + std::strerror(errno);
  }
}

// The path of an open folder, with all links resolved.
fs::path path_of(const base::Descriptor& folder) {
  std::error_code failed;
  return fs::read_symlink("/proc/self/fd/" + std::to_string(folder.get()), failed);
}

bool is_link(const base::Descriptor& folder, const char* name) {
  struct stat found {};
  return ::fstatat(folder.get(), name, &found, AT_SYMLINK_NOFOLLOW) == 0 && S_ISLNK(found.st_mode);
}

// The first file that is no link into the version; "" if all are.
base::Result<std::string, ObjectError> stranger_in(const base::Descriptor& folder,
                                                   const fs::path& path) {
  const Listing listing =
      listing_of(base::Descriptor(::openat(folder.get(), ".", reading_link | O_DIRECTORY)));
  if (!listing) return refusal(path, std::strerror(errno));
  while (const dirent* entry = ::readdir(listing.get())) {
    const std::string_view name = entry->d_name;
    if (name == "." || name.starts_with("..") || is_link(folder, entry->d_name)) continue;
    return std::string(name);
  }
  return std::string();
}

// models--<name> of …/models--<name>/snapshots/<revision>…; "" for another path.
fs::path cache_of(const fs::path& folder) {
  for (fs::path at = folder; at.has_relative_path(); at = at.parent_path()) {
    const fs::path snapshots = at.parent_path();
    const fs::path cache = snapshots.parent_path();
    if (snapshots.filename() == "snapshots" && cache.filename().string().starts_with("models--"))
      return cache;
  }
  return {};
}

}  // namespace

base::Result<Rooted, ObjectError> Rooted::open(const fs::path& folder) {
  Rooted rooted;
  rooted.named_ = folder;
  rooted.folder_ = base::open_descriptor(folder, reading_link | O_DIRECTORY);
  if (!rooted.folder_.is_open()) return refusal(folder, std::strerror(errno));
  if (is_link(rooted.folder_, current_version)) {
    base::Descriptor version =
        base::open_beneath(rooted.folder_, current_version, reading_link | O_DIRECTORY);
    if (!version.is_open()) return refusal(folder / current_version, why_not(folder));
    const auto stranger = stranger_in(rooted.folder_, folder);
    if (!stranger) return stranger.error();
    if (!stranger->empty())
      return refusal(folder / *stranger, "it stands beside ..data, which has this folder's files");
    rooted.folder_ = std::move(version);
  }
  rooted.path_ = path_of(rooted.folder_);
  rooted.root_path_ = cache_of(rooted.path_);
  if (rooted.root_path_.empty()) {
    rooted.root_path_ = rooted.path_;
    rooted.below_root_ = ".";
    rooted.root_ = base::Descriptor(::fcntl(rooted.folder_.get(), F_DUPFD_CLOEXEC, 0));
  } else {
    rooted.below_root_ = rooted.path_.lexically_relative(rooted.root_path_);
    rooted.root_ = base::open_descriptor(rooted.root_path_, O_PATH | O_DIRECTORY | O_NOFOLLOW);
  }
  if (!rooted.root_.is_open()) return refusal(rooted.root_path_, std::strerror(errno));
  return rooted;
}

base::Result<base::Descriptor, ObjectError> Rooted::follow(const fs::path& inner) const {
  base::Descriptor found = base::open_beneath(root_, below_root_ / inner, reading_link);
  if (!found.is_open()) return refusal(named_ / inner, why_not(root_path_));
  return found;
}

}  // namespace spark::objects
