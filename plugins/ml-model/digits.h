// A number as messages show it: the shortest text that reads back as the same bits.
#pragma once

#include <charconv>
#include <string>

namespace ml_model {

[[nodiscard]] inline std::string digits(double value) {
  char out[32];
  return {out, std::to_chars(out, out + sizeof out, value).ptr};
}

}  // namespace ml_model
