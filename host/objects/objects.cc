#include "objects/objects.h"

#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <ctime>
#include <utility>
#include <vector>

#include "base/private_folder.h"
#include "base/sha256.h"

namespace spark::objects {

namespace {

namespace fs = std::filesystem;

constexpr std::string_view passing_prefix = ".incoming-";

// A folder within the store for files on their way in or out. Its destructor removes the rest.
class Passing {
 public:
  static base::Result<Passing, ObjectError> make(const fs::path& store) {
    std::string pattern = (store / passing_prefix).string() + "XXXXXX";
    if (::mkdtemp(pattern.data()) == nullptr) return storage_error(pattern);
    return Passing(pattern);
  }

  Passing(Passing&& other) noexcept : path_(std::exchange(other.path_, {})) {}
  Passing& operator=(Passing&&) = delete;
  ~Passing() {
    std::error_code ignored;  // what stays is removed when the store is opened again
    if (!path_.empty()) fs::remove_all(path_, ignored);
  }

  [[nodiscard]] const fs::path& path() const { return path_; }

 private:
  explicit Passing(fs::path path) : path_(std::move(path)) {}

  fs::path path_;
};

// An object vanishes in one step, too: a half-removed one would count as damaged.
base::Result<void, ObjectError> remove_object(const fs::path& store, const fs::path& object) {
  const auto outgoing = Passing::make(store);
  if (!outgoing) return outgoing.error();
  if (::rename(object.c_str(), (outgoing->path() / "object").c_str()) != 0)
    return storage_error(object);
  return {};
}

// Sets the folder's time to now: the time when its object was last added, for sweep().
void mark_added(const fs::path& object) {
  timespec times[2]{};
  ::clock_gettime(CLOCK_REALTIME, &times[0]);  // finer than what the kernel would write
  times[1] = times[0];
  ::utimensat(AT_FDCWD, object.c_str(), times, 0);
}

}  // namespace

Objects::Objects(fs::path folder) : folder_(std::move(folder)) {}

base::Result<Objects> Objects::open(const fs::path& folder) {
  if (auto made = base::make_private_folder(folder); !made) return made.error();
  std::error_code failed;
  const fs::path real = fs::canonical(folder, failed);
  std::vector<fs::path> leftovers;
  for (fs::directory_iterator it(real, failed), end; !failed && it != end; it.increment(failed))
    if (it->path().filename().string().starts_with(passing_prefix)) leftovers.push_back(it->path());
  for (const fs::path& each : leftovers)
    if (!failed) fs::remove_all(each, failed);
  if (failed) return base::Error(folder.string() + ": " + failed.message());
  if (auto synced = sync_folder(real.parent_path()); !synced) return synced.error();
  return Objects(real);
}

fs::path Objects::used_path(Kind kind, const fs::path& object) const {
  return kind == Kind::library ? object / library_name : object;
}

base::Result<Object, ObjectError> Objects::add(Kind kind, const fs::path& from) {
  const auto incoming = Passing::make(folder_);
  if (!incoming) return incoming.error();
  const fs::path copy = used_path(kind, incoming->path());
  auto sha256 = kind == Kind::library ? copy_library(from, copy) : copy_artefact(from, copy);
  if (!sha256) return sha256.error();
  Object added{*sha256, used_path(kind, folder_ / *sha256), find(kind, *sha256).has_value()};
  if (!added.was_there)
    if (auto published = publish(incoming->path(), *sha256); !published) return published.error();
  mark_added(folder_ / *sha256);
  return added;
}

base::Result<void, ObjectError> Objects::publish(const fs::path& incoming,
                                                 const std::string& sha256) {
  const fs::path object = folder_ / sha256;
  if (auto synced = sync_folder(incoming); !synced) return synced.error();
  std::error_code ignored;
  const bool damaged = fs::exists(fs::symlink_status(object, ignored));
  if (damaged)
    if (auto removed = remove_object(folder_, object); !removed) return removed.error();
  if (::rename(incoming.c_str(), object.c_str()) != 0) return storage_error(object);
  return sync_folder(folder_);
}

base::Result<Object, ObjectError> Objects::find(Kind kind, const std::string& sha256) const {
  if (!base::is_sha256_hex(sha256))
    return ObjectError(base::Error("object '" + sha256 + "': expected 64 lower-case hex digits"));
  const fs::path path = used_path(kind, folder_ / sha256);
  const auto found = kind == Kind::library ? digest_library(path) : digest_artefact(path);
  if (!found) return found.error();
  if (*found != sha256)
    return ObjectError(base::Error(path.string() + ": it is damaged: its digest is " + *found));
  return Object{sha256, path, true};
}

base::Result<Object, ObjectError> Objects::add_library(const fs::path& file) {
  return add(Kind::library, file);
}

base::Result<Object, ObjectError> Objects::add_artefact(const fs::path& folder) {
  return add(Kind::artefact, folder);
}

base::Result<Object, ObjectError> Objects::find_library(const std::string& sha256) const {
  return find(Kind::library, sha256);
}

base::Result<Object, ObjectError> Objects::find_artefact(const std::string& sha256) const {
  return find(Kind::artefact, sha256);
}

bool Objects::remove(const std::string& sha256) {
  return base::is_sha256_hex(sha256) && remove_object(folder_, folder_ / sha256).has_value();
}

uint32_t Objects::sweep(const std::set<std::string>& keep, size_t spare, uint32_t days) {
  struct Candidate {
    fs::file_time_type added;
    fs::path path;
  };
  const auto now = fs::file_time_type::clock::now();
  std::vector<Candidate> candidates;
  std::error_code failed;
  for (fs::directory_iterator it(folder_, failed), end; !failed && it != end;
       it.increment(failed)) {
    const std::string name = it->path().filename().string();
    std::error_code ignored;
    if (!base::is_sha256_hex(name)) continue;
    if (!keep.contains(name))
      candidates.push_back({it->last_write_time(ignored), it->path()});
    else if (days > 0)
      fs::last_write_time(it->path(), now, ignored);
  }
  std::sort(candidates.begin(), candidates.end(),
            [](const Candidate& a, const Candidate& b) { return a.added > b.added; });
  uint32_t removed = 0;
  const auto old = now - std::chrono::hours(24) * days;
  for (size_t i = spare; i < candidates.size(); ++i) {
    if (days > 0 && candidates[i].added > old) continue;
    if (remove_object(folder_, candidates[i].path)) ++removed;
  }
  return removed;
}

}  // namespace spark::objects
