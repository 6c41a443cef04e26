// How a layout is written down: sizes, offsets and widths, a line each; and the parts of the binary
// interface that have files of their own.
#pragma once

#include <cstddef>
#include <ostream>

#define STRUCT(type) out << #type << " " << sizeof(type) << "\n"
// A table of functions, with its id and revision: another layout is another revision.
#define EXTENSION(type, id) out << #type << " " << sizeof(type) << " " << (id) << "\n"
#define FIELD(type, field) \
  out << "  " << #field << " " << offsetof(type, field) << " " << sizeof(type::field) << "\n"

namespace spark::test {

// All extensions; those below are parts of it.
void layout_of_extensions(std::ostream& out);
void layout_of_evidence(std::ostream& out);
void layout_of_http(std::ostream& out);
void layout_of_models(std::ostream& out);  // models, pins and swaps
void layout_of_rows(std::ostream& out);

}  // namespace spark::test
