// A tensor's numbers: JSON or bytes, of any datatype, become rows of doubles.
#pragma once

#include <simdjson.h>

#include <cstdint>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "oip/datatype.h"

namespace spark::oip {

struct Shape {
  uint32_t count = 0;  // rows
  uint32_t dimension = 0;
  [[nodiscard]] size_t total() const { return size_t{count} * dimension; }
};

// Reads all rows, one after the other, or each in an array of its own. `tensor` is their place:
// "inputs[0]".
[[nodiscard]] base::Result<std::vector<double>> read_json_numbers(simdjson::dom::array data,
                                                                  const Datatype& type,
                                                                  const Shape& shape,
                                                                  std::string_view tensor);

// `bytes` is as long as the shape needs.
[[nodiscard]] base::Result<std::vector<double>> read_binary_numbers(std::string_view bytes,
                                                                    const Datatype& type,
                                                                    std::string_view tensor);

}  // namespace spark::oip
