// spark/glue/keeps_adapter.h: the schemas of a plugin class's durable values as the C interface has
// them. An author needs nothing here.
#pragma once

#include <iterator>

#include "spark/ext/draft/keeps.h"

namespace spark::glue {

// Whether plugin class P lists the schemas of its durable values.
template <class P>
concept Keeping = requires {
  P::durable_schemas;
};

// Constant data, the same for every object of plugin class P.
template <Keeping P>
inline constexpr spark_ext_keeps keeps_of = {P::durable_schemas, std::size(P::durable_schemas)};

}  // namespace spark::glue
