// The ratchet: findings that are known and not yet mended, each with its exact number.
//
// exceptions.txt holds lines "<rule> <path> <count>". More findings than that fail as if there were
// no entry; fewer make the entry stale, which fails too: so the list follows the tree downwards,
// never up.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "style/source.h"

namespace spark::style {

struct Exception {
  std::string rule;
  std::string path;
  uint32_t count = 0;
  uint32_t line = 0;  // in exceptions.txt
};

// Lines that cannot be read become findings.
[[nodiscard]] std::vector<Exception> parse_exceptions(const Source& source,
                                                      std::vector<Finding>& findings);

// What remains to be reported: findings that no entry covers, and entries that do not fit any more.
[[nodiscard]] std::vector<Finding> apply(const std::vector<Exception>& exceptions,
                                         std::vector<Finding> findings, std::string_view list_path);

}  // namespace spark::style
