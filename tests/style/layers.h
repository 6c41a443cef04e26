// The one direction of arrows: which folder may include which, and who may use which library.
#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "style/source.h"

namespace spark::style {

// One include of one file.
struct Include {
  uint32_t line = 0;
  std::string name;     // as written
  bool quoted = false;  // "name", not <name>
};

[[nodiscard]] std::vector<Include> includes_of(const Source& source);

// Whether the layer `from` of host/ may include the layer (or "sdk") `to`. Unknown names may
// nothing.
[[nodiscard]] bool may_include(std::string_view from, std::string_view to);

// Of host/, sorted.
[[nodiscard]] std::vector<std::string> layer_names();

// Includes of files in host/ that the table does not allow or that are not written from host/.
[[nodiscard]] std::vector<Finding> host_edges(const Source& source);

// Quoted includes of plugins/ and sdk/ that leave the plugin's own folder or the sdk. `paths` are
// all files of the repository.
[[nodiscard]] std::vector<Finding> outer_edges(const Source& source,
                                               const std::set<std::string>& paths);

// Libraries that one layer keeps to itself.
[[nodiscard]] std::vector<Finding> library_edges(const Source& source);

// What a layer links, host/<layer>/CMakeLists.txt, against the table and against what its files
// include
// (`sources`: all files of the repository).
[[nodiscard]] std::vector<Finding> linked_layers(const Source& cmake,
                                                 const std::vector<Source>& sources);

}  // namespace spark::style
