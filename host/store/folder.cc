#include "store/folder.h"

#include <fcntl.h>

#include "base/file.h"

namespace spark::store {

base::Result<base::File> lock_folder(const std::filesystem::path& folder) {
  const std::filesystem::path path = folder / "lock";
  auto file = base::File::open(path, O_RDWR | O_CREAT);
  if (!file) return file.error();
  auto locked = file->try_lock();
  if (!locked) return locked.error();
  if (!*locked) {
    return base::Error("state_dir " + folder.string() +
                       " is in use: another process holds the lock on " + path.string());
  }
  return std::move(*file);
}

}  // namespace spark::store
