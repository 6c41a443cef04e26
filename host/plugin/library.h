// An opened plugin library: its note was read and checked before it was loaded, its entry
// afterwards.
//
// A library is never unmapped in this version: an exception object, thread or thread_local
// destructor that outlives its code crashes the host, and glibc leaves many libraries mapped
// anyway. Libraries are known by their digest (objects/copying.h), which includes private libraries
// beside them. A library with the same bytes is not loaded again, even from another path; a fresh
// plugin object is made from it.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "plugin/entry.h"

struct spark_entry_v1;

namespace spark::plugin {

inline constexpr uint32_t libraries_max = 64;  // resident at once, that is: ever opened

// A library that is mapped, whether or not its entry was accepted.
struct Resident {
  std::string sha256;
  std::string id;
  std::string version;
  std::filesystem::path path;  // that it was opened by; the file may be gone
};

class Library {
 public:
  // `sha256` is the digest of the file, which must not change any more: an object of the store. A
  // resident of that digest is found even if `path` is gone. Fails, naming the path and the fault,
  // for a file that is no plugin for this host, one that needs a library that is missing or of a
  // name that another plugin brought with other content, an entry that is incomplete or contradicts
  // the note, or too many residents. Runs the library's constructors. [builder]
  static base::Result<std::shared_ptr<const Library>> open(const std::filesystem::path& path,
                                                           std::string sha256);

  // A file outside any store; computes its digest. Refuses a file that replaced a resident's file
  // under the same name: the dynamic linker would take it for the old one. [builder]
  static base::Result<std::shared_ptr<const Library>> open(const std::filesystem::path& path);

  // How many libraries are mapped, and which, in the order of loading. [any]
  static uint32_t residents();
  static std::vector<Resident> resident_list();

  Library(std::filesystem::path path, std::string sha256, Description description,
          const spark_entry_v1& entry);

  [[nodiscard]] const std::filesystem::path& path() const { return path_; }
  [[nodiscard]] const std::string& sha256() const { return sha256_; }
  [[nodiscard]] const Description& description() const { return description_; }
  [[nodiscard]] const std::string& id() const { return description_.note.id; }
  [[nodiscard]] const spark_entry_v1& entry() const { return entry_; }

  // The stage type called `name`; "" finds the only one. The error names the types there are. The
  // pointer lives as long as the library.
  [[nodiscard]] base::Result<const StageType*> stage_type(std::string_view name) const;

 private:
  std::filesystem::path path_;
  std::string sha256_;
  Description description_;
  const spark_entry_v1& entry_;  // constant data of the mapped library
};

}  // namespace spark::plugin
