// Links within an artefact's folder, as Kubernetes and the Hugging Face cache lay files out: a name
// leads to content elsewhere below one root. Opened files always lie below that root, even if links
// are exchanged meanwhile: the kernel resolves each link there (openat2(2), RESOLVE_BENEATH).
#pragma once

#include <filesystem>

#include "base/descriptor.h"
#include "objects/object_error.h"

namespace spark::objects {

// The folder whose files are the artefact, and the root that its links must not leave:
//
//   <folder>, a plain one                     itself
//   <folder> with a link `..data`             the folder that `..data` leads to, opened once: files
//   (ConfigMap, Secret, projected volume)     of two versions are never mixed
//   models--<name>/snapshots/<revision>       the folder models--<name>, which has the blobs
//   (Hugging Face cache), and below
class Rooted {
 public:
  // Fails, naming the path, for anything but a folder, for a `..data` that leads out of the folder,
  // and for files beside a `..data`.
  static base::Result<Rooted, ObjectError> open(const std::filesystem::path& folder);

  // Opens the target of the link at `inner`, relative to the folder. Fails, naming the root, if the
  // target is outside of the root or missing.
  [[nodiscard]] base::Result<base::Descriptor, ObjectError> follow(
      const std::filesystem::path& inner) const;

  [[nodiscard]] const base::Descriptor& folder() const { return folder_; }
  [[nodiscard]] const std::filesystem::path& path() const { return path_; }  // of it, without links

 private:
  Rooted() = default;

  std::filesystem::path named_;  // as it was asked for, for messages
  std::filesystem::path path_;
  base::Descriptor folder_;
  std::filesystem::path root_path_;
  base::Descriptor root_;
  std::filesystem::path below_root_;  // the folder, from the root
};

}  // namespace spark::objects
