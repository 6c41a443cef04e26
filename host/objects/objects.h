// The object store: plugin libraries and artefacts by digest, copied before they are used.
//
// An operator's file may be replaced, truncated or removed at any moment: while it is mapped, that
// is a crash; while it is read, something nobody asked for. So a file is copied to
// objects/<sha256>/ first, and only the copy is used. An object appears under its name in one step,
// complete and on disk, readable by the host's user alone, and is never written again. It is
// checked against its digest whenever it is about to be used anew; a damaged one is copied again.
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

inline constexpr std::string_view library_name = "plugin.so";  // within a library's object

struct Object {
  std::string sha256;
  std::filesystem::path path;  // the library's file, or the artefact's folder
  bool was_there = false;      // and undamaged
};

// One process at a time (the one that holds the state folder's lock), and in it the builder thread.
class Objects {
 public:
  // Makes the folder, and removes what interrupted copies have left in it. [builder]
  static base::Result<Objects> open(const std::filesystem::path& folder);

  // Fail as copying.h says; nothing is left behind then. [builder]
  base::Result<Object, ObjectError> add_library(const std::filesystem::path& file);
  base::Result<Object, ObjectError> add_artefact(const std::filesystem::path& folder);

  // An object that is there already. Fails for one that is missing or damaged. [builder]
  [[nodiscard]] base::Result<Object, ObjectError> find_library(const std::string& sha256) const;
  [[nodiscard]] base::Result<Object, ObjectError> find_artefact(const std::string& sha256) const;

  // Whether there was one and it is gone. [builder]
  bool remove(const std::string& sha256);

  // Removes all objects but `keep` and the `spare` most recently added others. Returns how many it
  // removed. Libraries that are mapped may be among them. [builder]
  uint32_t sweep(const std::set<std::string>& keep, size_t spare);

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
