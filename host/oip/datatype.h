// The protocol's datatypes of numbers, and how an element of each becomes a double.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace spark::oip {

struct Datatype {
  std::string_view name;
  uint32_t bytes = 0;     // of an element in binary data
  bool is_whole = false;  // an integer's type
  bool in_json = false;   // elements may be JSON numbers, too
  double lowest = 0;      // the lowest element in JSON …
  double beyond = 0;      // … and the limit that it must stay below: whole types only
  // Reads `bytes` bytes, little-endian. Nothing if no double is exactly that number, which happens
  // to integers of 64 bits; infinities and NaN are given as they are.
  std::optional<double> (*read)(const char* element) = nullptr;
};

[[nodiscard]] std::span<const Datatype> datatypes();
[[nodiscard]] const Datatype* find_datatype(std::string_view name);

// Whether a double holds a whole number of that magnitude exactly.
[[nodiscard]] bool is_exact(uint64_t magnitude);

}  // namespace spark::oip
