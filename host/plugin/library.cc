// Opening and remembering libraries: note, then Boost.DLL, then entry.
#include "plugin/library.h"

#include <sys/stat.h>

#include <boost/dll/shared_library.hpp>
#include <cerrno>
#include <mutex>
#include <utility>

#include "base/nearest.h"
#include "plugin/entry.h"
#include "spark/abi.h"

namespace spark::plugin {

namespace {

struct FileId {
  dev_t device = 0;
  ino_t inode = 0;
  friend bool operator==(const FileId&, const FileId&) = default;
};

struct Resident {
  std::filesystem::path path;
  FileId file;
  boost::dll::shared_library mapping;
  base::Result<std::shared_ptr<const Library>> library;  // or why it was refused
};

struct Residents {
  std::mutex mutex;
  std::vector<Resident> all;
};

// Leaked on purpose: its destructor would unmap libraries at exit, when threads and thread_local
// destructors may still run their code.
Residents& residents_of_process() {
  static Residents& residents = *new Residents;
  return residents;
}

base::Result<boost::dll::shared_library> map(const std::filesystem::path& path) {
  try {
    using boost::dll::load_mode::rtld_local;
    using boost::dll::load_mode::rtld_now;
    return boost::dll::shared_library(path, rtld_now | rtld_local);
  } catch (const std::exception& thrown) {
    return base::Error(thrown.what());
  }
}

base::Result<std::shared_ptr<const Library>> inspect(const boost::dll::shared_library& mapping,
                                                     const std::filesystem::path& path, Note note) {
  const spark_entry_v1* entry = nullptr;
  try {
    entry = &mapping.get<const spark_entry_v1>(SPARK_ENTRY_SYMBOL);
  } catch (const std::exception& thrown) {
    return base::Error(path.string() + ": " + thrown.what());
  }
  auto description = describe(*entry, std::move(note));
  if (!description) return base::Error(path.string() + ": " + description.error().text);
  return std::make_shared<const Library>(path, std::move(*description), *entry);
}

base::Result<std::shared_ptr<const Library>> load(Residents& residents,
                                                  const std::filesystem::path& path,
                                                  const FileId& file) {
  if (residents.all.size() >= libraries_max)
    return base::Error("there are " + std::to_string(libraries_max) +
                       " plugin libraries in this process already, and none is ever unloaded; "
                       "restart the host");
  auto note = read_note(path);
  if (!note) return note.error();
  const auto checked = check_note(*note);
  if (!checked) return base::Error(path.string() + ": " + checked.error().text);
  auto mapping = map(path);
  if (!mapping) return base::Error(path.string() + ": " + mapping.error().text);
  // Resident before it is inspected: also a library that is refused stays, for its constructors
  // have run.
  residents.all.push_back({path, file, std::move(*mapping), base::Error("being inspected")});
  Resident& resident = residents.all.back();
  resident.library = inspect(resident.mapping, path, std::move(*note));
  return resident.library;
}

}  // namespace

Library::Library(std::filesystem::path path, Description description, const spark_entry_v1& entry)
    : path_(std::move(path)), description_(std::move(description)), entry_(entry) {}

base::Result<std::shared_ptr<const Library>> Library::open(const std::filesystem::path& path) {
  std::error_code failed;
  const std::filesystem::path real = std::filesystem::canonical(path, failed);
  struct stat found {};
  if (!failed && ::stat(real.c_str(), &found) != 0) failed.assign(errno, std::generic_category());
  if (failed) return base::Error(path.string() + ": " + failed.message());
  const FileId file{found.st_dev, found.st_ino};

  Residents& residents = residents_of_process();
  const std::lock_guard lock(residents.mutex);
  for (const Resident& resident : residents.all) {
    if (resident.file == file) return resident.library;
    // The dynamic linker knows a library by its path, too; it would hand out the old one.
    if (resident.path == real)
      return base::Error(
          real.string() +
          ": the file was replaced after it was loaded; give the new one another name");
  }
  return load(residents, real, file);
}

uint32_t Library::residents() {
  Residents& residents = residents_of_process();
  const std::lock_guard lock(residents.mutex);
  return static_cast<uint32_t>(residents.all.size());
}

base::Result<const StageType*> Library::stage_type(std::string_view name) const {
  const std::vector<StageType>& types = description_.stage_types;
  const std::string plugin = "plugin '" + id() + "'";
  if (types.empty()) return base::Error(plugin + " has no stages");
  if (name.empty() && types.size() == 1) return &types.front();
  std::vector<std::string> known;
  std::string listed;
  for (const StageType& type : types) {
    if (type.name == name) return &type;
    known.push_back(type.name);
    listed += (listed.empty() ? "" : ", ") + type.name;
  }
  if (name.empty()) return base::Error(plugin + " has several stage types; name one of: " + listed);
  const std::string nearest = base::nearest_name(name, known);
  return base::Error(plugin + " has no stage type '" + std::string(name) + "'; " +
                     (nearest.empty() ? "it has: " + listed : "did you mean '" + nearest + "'?"));
}

}  // namespace spark::plugin
