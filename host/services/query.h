// The parameters of a request's query.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"

namespace spark::services {

inline constexpr size_t parameters_max = 64;

struct Parameter {
  std::string name;
  std::string value;  // "" where there is no '='
};

// Decoded, in their order: UTF-8 without NUL. "+" is a blank, as in forms. `query` is without '?'.
[[nodiscard]] base::Result<std::vector<Parameter>> decode_query(std::string_view query);

// Adds the members of a body that is a JSON object, as far as they are texts, numbers or booleans,
// and there is room. Any other body adds nothing: it is the handler's to read.
void add_members(std::string_view body, std::vector<Parameter>& parameters);

}  // namespace spark::services
