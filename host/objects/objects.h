// The object store: plugin libraries and artefacts by digest, copied before they are used.
//
// An operator's file may be replaced, truncated or removed at any moment. If the file is mapped
// then, the host crashes; if it is being read, the host gets mixed content. So the store copies the
// file to objects/<sha256>/ first, and the host uses only the copy. An object appears under its
// name in one step, complete and on disk, readable by the host's user alone, and is never written
// again. Each new use checks the object against its digest first; a damaged object is copied again.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <set>
#include <string>
#include <string_view>

#include "base/error.h"
#include "objects/copying.h"

namespace spark::objects {

struct Object {
  std::string sha256;
  std::filesystem::path path;  // the library's file, its private ones beside; the artefact's folder
  bool was_there = false;      // and undamaged
};

// For one process at a time (the holder of the state folder's lock), on its builder thread.
class Objects {
 public:
  // Makes the folder, and removes what interrupted copies have left in it. [builder]
  static base::Result<Objects> open(const std::filesystem::path& folder);

  // They fail as copying.h says, and leave nothing behind then. [builder]
  base::Result<Object, ObjectError> add_library(const std::filesystem::path& file);
  base::Result<Object, ObjectError> add_artefact(const std::filesystem::path& folder);

  // Finds an object in the store. Fails if the object is missing or damaged. [builder]
  [[nodiscard]] base::Result<Object, ObjectError> find_library(const std::string& sha256) const;
  [[nodiscard]] base::Result<Object, ObjectError> find_artefact(const std::string& sha256) const;

  // Returns whether the object existed and was removed. [builder]
  bool remove(const std::string& sha256);

  // Removes all objects but `keep` and the `spare` most recently added others; with `days`, none
  // that was added, or was in `keep`, less than so many days ago. Returns how many it removed.
  // Libraries that are mapped may be among them. [builder]
  uint32_t sweep(const std::set<std::string>& keep, size_t spare, uint32_t days = 0);

  [[nodiscard]] const std::filesystem::path& folder() const { return folder_; }

 private:
  enum class Kind : uint8_t { library, artefact };

  explicit Objects(std::filesystem::path folder);
  base::Result<Object, ObjectError> add(Kind kind, const std::filesystem::path& from);
  base::Result<Object, ObjectError> find(Kind kind, const std::string& sha256) const;
  base::Result<void, ObjectError> publish(const std::filesystem::path& incoming,
                                          const std::string& sha256);
  [[nodiscard]] std::filesystem::path used_path(Kind kind,
                                                const std::filesystem::path& object) const;

  std::filesystem::path folder_;
};

}  // namespace spark::objects
