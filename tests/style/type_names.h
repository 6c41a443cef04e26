// No two types of one name in one namespace: two definitions that meet in one program are undefined
// behaviour, and no compiler that sees one file at a time says so.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "style/source.h"

namespace spark::style {

// A type that a file defines at namespace scope; anonymous namespaces are left out, since what is
// in them is the file's own.
struct TypeName {
  std::string name;  // with its namespaces: "spark::http::Router"
  uint32_t line = 0;
  std::string alias_of;  // of `using A = B;`: "B", blanks folded; "" for a class, struct or enum
};

[[nodiscard]] std::vector<TypeName> type_names(const Source& source);

// Whether what the two files define may be linked into one program: not so for two plugins, for
// two files of a folder where each is a program of its own, nor for the host and the host in memory
// that plugins are tested with.
[[nodiscard]] bool may_meet(std::string_view path, std::string_view other);

// Types whose name another file has given to another type. An alias of the same text is the same
// type.
[[nodiscard]] std::vector<Finding> repeated_types(const std::vector<Source>& sources);

}  // namespace spark::style
