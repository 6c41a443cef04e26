// How a struct of the ABI is written down, for the files that list them.
#pragma once

#include <cstddef>
#include <ostream>

#define STRUCT(type) out << #type << " " << sizeof(type) << "\n"
#define FIELD(type, field) \
  out << "  " << #field << " " << offsetof(type, field) << " " << sizeof(type::field) << "\n"

namespace spark::test {

void rows_layout(std::ostream& out);  // of spark.rows/1

}  // namespace spark::test
