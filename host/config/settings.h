// Checks a `with:` block against the schema that a plugin declares for it.
#pragma once

#include <filesystem>
#include <string>

#include "base/schema.h"
#include "config/errors.h"
#include "config/node.h"

namespace spark::config {

// One setting per param of `schema`, in its order, defaults filled in. Unknown keys, wrong types,
// units, ranges and missing keys are added to `errors` (with `path` before the key). Slot, group,
// predict and model values come back as strings: the caller checks whether the names exist, and
// reports at the place that `place_of` gives. Relative paths start from `folder`.
[[nodiscard]] base::Settings check_settings(const Node& with, const base::Schema& schema,
                                            const std::string& path,
                                            const std::filesystem::path& folder, Errors& errors);

// The place of the key `name` in the block; the block's own if the key is absent.
[[nodiscard]] Place place_of(const Node& with, std::string_view name);

}  // namespace spark::config
