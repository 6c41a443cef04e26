// Opening and remembering libraries: note, then Boost.DLL, then entry.
#include "plugin/library.h"

#include <dlfcn.h>

#include <algorithm>
#include <boost/dll/shared_library.hpp>
#include <exception>
#include <mutex>
#include <utility>

#include "base/nearest.h"
#include "objects/copying.h"
#include "plugin/entry.h"
#include "plugin/loading_error.h"
#include "spark/abi.h"

namespace spark::plugin {

namespace {

struct Loaded {
  Resident resident;
  objects::Sums own;  // the private libraries that came with it
  boost::dll::shared_library mapping;
  base::Result<std::shared_ptr<const Library>> library;  // or why it was refused
};

struct Residents {
  std::mutex mutex;
  std::vector<Loaded> all;
};

// Leaked on purpose: its destructor would unmap libraries at exit, when threads and thread_local
// destructors may still run their code.
Residents& residents_of_process() {
  static Residents& residents = *new Residents;
  return residents;
}

// An exception from a constructor of the library leaves the dynamic linker with its lock held, so
// it ends the process. A trial meets such a library before the host does. `noexcept` would do, but
// gcc 14 inlines such a function so that std::terminate() is told of another exception, or crashes.
base::Result<boost::dll::shared_library> map(const std::filesystem::path& path) {
  using boost::dll::load_mode::rtld_local;
  using boost::dll::load_mode::rtld_now;
  boost::dll::shared_library mapping;
  boost::dll::fs::error_code failed;  // says less than dlerror()
  try {
    mapping.load(path, failed, rtld_now | rtld_local);
  } catch (...) {
    std::terminate();  // which writes the exception's text
  }
  if (!failed) return mapping;
  const char* said = ::dlerror();
  return base::Error(loading_error(said != nullptr ? said : failed.message(), path.string()));
}

// A process has one library of a name: the dynamic linker would silently take another plugin's.
base::Result<void> check_private(const Residents& residents, const objects::Sums& own) {
  for (const Loaded& each : residents.all) {
    for (const auto& [name, sha256] : each.own) {
      const auto found = own.find(name);
      if (found != own.end() && found->second != sha256)
        return base::Error(
            "the " + name + " beside it is not the one that plugin '" + each.resident.id + "' " +
            each.resident.version +
            " brought, and a process has one library of a name: restart the host, or "
            "give this one another name");
    }
  }
  return {};
}

base::Result<std::shared_ptr<const Library>> inspect(const boost::dll::shared_library& mapping,
                                                     const Resident& resident, Note note) {
  const std::string path = resident.path.string();
  const spark_entry_v1* entry = nullptr;
  try {
    entry = &mapping.get<const spark_entry_v1>(SPARK_ENTRY_SYMBOL);
  } catch (const std::exception& thrown) {
    return base::Error(path + ": " + thrown.what());
  }
  auto description = describe(*entry, std::move(note));
  if (!description) return base::Error(path + ": " + description.error().text);
  return std::make_shared<const Library>(resident.path, resident.sha256, std::move(*description),
                                         *entry);
}

base::Result<std::shared_ptr<const Library>> load(Residents& residents,
                                                  const std::filesystem::path& path,
                                                  std::string sha256) {
  if (residents.all.size() >= libraries_max)
    return base::Error("there are " + std::to_string(libraries_max) +
                       " plugin libraries in this process already, and none is ever unloaded; "
                       "restart the host");
  std::error_code failed;
  const std::filesystem::path real = std::filesystem::canonical(path, failed);
  if (failed) return base::Error(path.string() + ": " + failed.message());
  auto note = read_note(real);
  if (!note) return note.error();
  const auto checked = check_note(*note);
  if (!checked) return base::Error(real.string() + ": " + checked.error().text);
  auto own = objects::private_libraries(real);
  if (!own) return own.error();
  const auto alone = check_private(residents, *own);
  if (!alone) return base::Error(real.string() + ": " + alone.error().text);
  auto mapping = map(real);
  if (!mapping) return base::Error(real.string() + ": " + mapping.error().text);
  // The dynamic linker knows libraries by path and inode, not by their bytes.
  for (const Loaded& each : residents.all)
    if (each.mapping.native() == mapping->native())
      return base::Error(real.string() +
                         ": the file was replaced after it was loaded; give the new one another "
                         "name");
  // Resident before the checks: a refused library stays mapped, too, for its constructors have run.
  residents.all.push_back({{std::move(sha256), note->id, note->version, real},
                           std::move(*own),
                           std::move(*mapping),
                           base::Error("being inspected")});
  Loaded& loaded = residents.all.back();
  loaded.library = inspect(loaded.mapping, loaded.resident, std::move(*note));
  return loaded.library;
}

}  // namespace

Library::Library(std::filesystem::path path, std::string sha256, Description description,
                 const spark_entry_v1& entry)
    : path_(std::move(path)),
      sha256_(std::move(sha256)),
      description_(std::move(description)),
      entry_(entry) {}

base::Result<std::shared_ptr<const Library>> Library::open(const std::filesystem::path& path,
                                                           std::string sha256) {
  Residents& residents = residents_of_process();
  const std::lock_guard lock(residents.mutex);
  const auto found =
      std::find_if(residents.all.begin(), residents.all.end(),
                   [&](const Loaded& each) { return each.resident.sha256 == sha256; });
  if (found != residents.all.end()) return found->library;
  return load(residents, path, std::move(sha256));
}

base::Result<std::shared_ptr<const Library>> Library::open(const std::filesystem::path& path) {
  auto sha256 = objects::digest_library(path);
  if (!sha256) return sha256.error();
  return open(path, std::move(*sha256));
}

uint32_t Library::residents() {
  Residents& residents = residents_of_process();
  const std::lock_guard lock(residents.mutex);
  return static_cast<uint32_t>(residents.all.size());
}

std::vector<Resident> Library::resident_list() {
  Residents& residents = residents_of_process();
  const std::lock_guard lock(residents.mutex);
  std::vector<Resident> list;
  for (const Loaded& each : residents.all) list.push_back(each.resident);
  return list;
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
