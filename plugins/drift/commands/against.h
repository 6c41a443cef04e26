// The minutes of GET /drift/minutes against a reference of the caller's.
#pragma once

#include <filesystem>
#include <string_view>

#include "spark/tool/json.h"
#include "spark/tool/result.h"

namespace spark::psi {

// Of the shape of GET /drift/snapshot, as far as it can be: `csv` is the window's minutes, `file` a
// reference_distributions.json, of which the features that the minutes have are taken. Errors are
// of usage, and name the file and what is wrong with it.
[[nodiscard]] tool::Result<tool::json::value> against(std::string_view csv,
                                                      const std::filesystem::path& file);

}  // namespace spark::psi
