// spark/glue/param_table.h: a table of Params as the entry holds it. An author needs nothing here.
#pragma once

#include <array>
#include <cstddef>

#include "spark/params.h"

namespace spark::glue {

// The C form of a table of Params: constant data, made by the compiler, so that no code need run
// for the entry. `params` is an array, or NoParams.
template <const auto& params>
struct ParamTable {
  // How many keys there are.
  static constexpr size_t count = std::size(params);
  // The keys …
  static constexpr auto raw = [] {
    std::array<spark_param, count> out{};
    for (size_t i = 0; i < count; ++i) out[i] = params[i].raw();
    return out;
  }();
  // … and where they are, as descriptors cross the boundary.
  static constexpr auto pointers = [] {
    std::array<const spark_param*, count> out{};
    for (size_t i = 0; i < count; ++i) out[i] = &raw[i];
    return out;
  }();
};

}  // namespace spark::glue
