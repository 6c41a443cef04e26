#include "base/beneath.h"

#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/stat.h>
#include <sys/syscall.h>

#include <algorithm>
#include <cstdio>

#include "base/file.h"

namespace spark::base {
namespace {

constexpr int reading_folder = O_RDONLY | O_DIRECTORY | O_NOFOLLOW;
constexpr mode_t folder_owner_only = 0700;

bool is_plain_name(std::string_view name) {
  const auto is_plain = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '-' || c == '.';
  };
  return !name.empty() && name.front() != '.' && std::all_of(name.begin(), name.end(), is_plain);
}

// Takes the first name of the path off it.
std::string_view take_name(std::string_view& path) {
  const size_t slash = path.find('/');
  const std::string_view name = path.substr(0, slash);
  path.remove_prefix(slash == std::string_view::npos ? path.size() : slash + 1);
  return name;
}

// The folder of the path, whose last name is left in it; folders on the way are made if `makes`.
Result<Descriptor> folder_of(const std::filesystem::path& root, std::string_view& path,
                             bool makes) {
  const std::filesystem::path whole = root / path;
  Descriptor folder = open_descriptor(root, reading_folder);
  if (!folder.is_open()) return system_error("open", root);
  while (path.find('/') != std::string_view::npos) {
    const std::string name(take_name(path));
    const bool is_new = makes && ::mkdirat(folder.get(), name.c_str(), folder_owner_only) == 0;
    if (makes && !is_new && errno != EEXIST) return system_error("make the folder of", whole);
    if (is_new && ::fsync(folder.get()) != 0) return system_error("sync the folder of", whole);
    Descriptor next = open_beneath(folder, name, reading_folder);
    if (!next.is_open()) return system_error("open the folder of", whole);
    folder = std::move(next);
  }
  return folder;
}

}  // namespace

Descriptor open_beneath(const Descriptor& root, const std::filesystem::path& path, int flags) {
  open_how how{};
  how.flags = static_cast<uint64_t>(flags | O_CLOEXEC);
  how.resolve = RESOLVE_BENEATH | RESOLVE_NO_MAGICLINKS;
  constexpr int tries = 16;  // EAGAIN: a folder on the way was renamed
  long opened = -1;
  for (int i = 0; i < tries; ++i) {
    opened =
        retried([&] { return ::syscall(SYS_openat2, root.get(), path.c_str(), &how, sizeof how); });
    if (opened >= 0 || errno != EAGAIN) break;
  }
  return Descriptor(static_cast<int>(opened));
}

Result<void> check_beneath(std::string_view path) {
  size_t names = 0;
  std::string_view rest = path;
  bool is_plain = !path.empty() && path.back() != '/' && path.size() <= beneath_bytes_max;
  for (; is_plain && !rest.empty(); ++names) is_plain = is_plain_name(take_name(rest));
  if (is_plain && names <= beneath_folders_max + 1) return {};
  return Error("expected a relative path of at most " + std::to_string(beneath_bytes_max) +
               " bytes: names joined by '/', of letters, digits, '_', '-' and '.', none beginning "
               "with '.'");
}

Result<void> put_beneath(const std::filesystem::path& root, std::string_view path,
                         std::string_view bytes) {
  const std::filesystem::path whole = root / path;
  const auto folder = folder_of(root, path, true);
  if (!folder) return folder.error();
  const std::string name(path);
  const Descriptor file(::openat(folder->get(), name.c_str(),
                                 O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC,
                                 owner_and_group));
  if (!file.is_open()) return system_error("create", whole);
  if (!write_all(file.get(), bytes) || ::fsync(file.get()) != 0) {
    const Error failed = system_error("write", whole);
    (void)::unlinkat(folder->get(), name.c_str(), 0);
    return failed;
  }
  if (::fsync(folder->get()) != 0) return system_error("sync the folder of", whole);
  return {};
}

Result<void> rename_beneath(const std::filesystem::path& root, std::string_view from,
                            std::string_view to) {
  const std::filesystem::path whole = root / to;
  const auto folder = folder_of(root, from, false);
  if (!folder) return folder.error();
  const std::string draft(from);
  const std::string name(to.substr(to.rfind('/') + 1));
  if (::renameat(folder->get(), draft.c_str(), folder->get(), name.c_str()) != 0)
    return system_error("write", whole);
  if (::fsync(folder->get()) != 0) return system_error("sync the folder of", whole);
  return {};
}

}  // namespace spark::base
