// How the test of the binary interface writes structs down, and the parts of it that have a file of
// their own.
#pragma once

#include <cstddef>
#include <ostream>

#define STRUCT(type) out << #type << " " << sizeof(type) << "\n"
#define FIELD(type, field) \
  out << "  " << #field << " " << offsetof(type, field) << " " << sizeof(type::field) << "\n"

void evidence_layout(std::ostream& out);
