// How a layout is written down: sizes, offsets and widths, a line each.
#pragma once

#include <cstddef>
#include <ostream>

#define STRUCT(type) out << #type << " " << sizeof(type) << "\n"
// A table of functions, with its id and revision: another layout is another revision.
#define EXTENSION(type, id) out << #type << " " << sizeof(type) << " " << (id) << "\n"
#define FIELD(type, field) \
  out << "  " << #field << " " << offsetof(type, field) << " " << sizeof(type::field) << "\n"

namespace spark::test {

// Of what a plugin may do to the host: routes; models, pins and swaps.
void layout_of_http(std::ostream& out);
void layout_of_models(std::ostream& out);

}  // namespace spark::test
