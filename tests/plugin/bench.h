// An object store in a folder of its own, and things to stage into it.
#pragma once

#include <filesystem>
#include <set>
#include <string>

#include "museum.h"
#include "objects/objects.h"
#include "support/file_text.h"

namespace spark::plugin {

void write_file(const std::filesystem::path& file, const std::string& text);
using spark::test::read_file;

class Bench {
 public:
  Bench();

  [[nodiscard]] std::filesystem::path path(const std::string& name) const {
    return folder_.path() / name;
  }

  // x.so, of these bytes.
  [[nodiscard]] std::filesystem::path library(const std::string& text) const;

  // Two files, one of them in a folder, and their sums.
  [[nodiscard]] std::filesystem::path artefact() const;

  // The names in the store's folder.
  [[nodiscard]] std::set<std::string> stored() const;

 private:
  TemporaryFolder folder_;

 public:
  objects::Objects objects;
};

// What it is refused with; "" if it is not.
template <class Result>
std::string refusal_of(const Result& result) {
  return result ? "" : result.error().text;
}

}  // namespace spark::plugin
