// A library's entry, checked for completeness and against the note, and copied into the host's own
// types.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/error.h"
#include "base/schema.h"
#include "plugin/elf_note.h"

struct spark_entry_v1;

namespace spark::plugin {

inline constexpr uint32_t params_max = 128;      // per schema
inline constexpr uint32_t stage_types_max = 32;  // per plugin

struct StageType {
  std::string name;
  std::string doc;
  base::Schema params;
};

// The library's description of itself; copied when the library is opened.
struct Description {
  Note note;
  std::string summary;
  base::Schema params;        // keys under plugins.<name>.with
  base::Schema model_params;  // keys under models.<name>.with
  std::vector<StageType> stage_types;
  bool has_models = false;
};

// Fails, naming the place, for null pointers, counts beyond their maxima, names or texts that are
// none, types and flags that do not exist, keys or stage types twice, or a contradiction to `note`.
[[nodiscard]] base::Result<Description> describe(const spark_entry_v1& entry, Note note);

}  // namespace spark::plugin
