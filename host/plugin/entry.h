// What an entry says, checked for completeness and against the note, and copied into the host's own
// types.
#pragma once

#include "base/error.h"
#include "plugin/library.h"

namespace spark::plugin {

// Fails, naming the place, for null pointers, counts beyond their maxima, names or texts that are
// none, types and flags that do not exist, keys or stage types twice, or a contradiction to `note`.
[[nodiscard]] base::Result<Description> describe(const spark_entry_v1& entry, Note note);

}  // namespace spark::plugin
