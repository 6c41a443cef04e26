// Functions that several views share.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "spark/tool/format.h"
#include "spark/tool/json.h"
#include "spark/tool/table.h"

namespace spark::ctl {

// Enough of a digest to tell objects apart.
[[nodiscard]] inline std::string short_digest(const tool::json::value& value,
                                              std::string_view path) {
  constexpr size_t digits = 12;
  return tool::text(value, path).substr(0, digits);
}

[[nodiscard]] inline bool is_true(const tool::json::value& value, std::string_view path) {
  const tool::json::value* found = tool::find(value, path);
  return found != nullptr && found->is_bool() && found->get_bool();
}

// A measured number for a table; its text where it is none.
[[nodiscard]] inline std::string rounded(const tool::json::value& value, std::string_view path) {
  const std::optional<double> number = tool::number(value, path);
  return number ? tool::rounded(*number) : tool::text(value, path);
}

// A table with a blank line before it, or nothing if it has no rows.
[[nodiscard]] inline std::string section(const tool::Table& table, size_t width) {
  return table.empty() ? "" : "\n" + table.render(width);
}

}  // namespace spark::ctl
