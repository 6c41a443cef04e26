// How a struct's layout is written down, and the parts of the binary interface that have files of
// their own.
#pragma once

#include <cstddef>
#include <ostream>

#define STRUCT(type) out << #type << " " << sizeof(type) << "\n"
#define FIELD(type, field) \
  out << "  " << #field << " " << offsetof(type, field) << " " << sizeof(type::field) << "\n"

namespace spark::test {

void extensions(std::ostream& out);
void rows_layout(std::ostream& out);      // of spark.rows/1
void evidence_layout(std::ostream& out);  // of spark.evidence/1

}  // namespace spark::test
