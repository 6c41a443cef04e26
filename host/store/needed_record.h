// What of a chain must stay where it is, whatever its age: archive_chain.h stops before it.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

#include "base/error.h"

namespace spark::store {

struct Needed {
  uint64_t sequence = 0;
  std::string why;  // "evidence/p/a.json needs record 3: it goes first, with …"
};

// The oldest record that a file of evidence needs, or a day of rows that is still here: whatever
// such a day holds would otherwise be put on record once more, as if it had never been. Nothing if
// there is none. [slow]
[[nodiscard]] base::Result<std::optional<Needed>> needed_record(
    const std::filesystem::path& state_dir);

}  // namespace spark::store
