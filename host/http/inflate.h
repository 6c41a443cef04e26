// The body of a request that was sent compressed (RFC 9110, 8.4).
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "http/input_memory.h"
#include "http/request.h"

namespace spark::http {

enum class Coding : uint8_t {
  none,  // identity too
  gzip,
  deflate,  // zlib's format, or the raw one that some browsers sent
  unknown   // another one, or several
};

// The coding that all Content-Encoding headers name together.
[[nodiscard]] Coding content_coding(const Request& request);

struct Inflated {
  uint32_t status = 0;    // 0: done; else 400 (damaged), 413 (too large) or 503 (no memory)
  std::string_view body;  // lives as long as the memory
  std::string text;       // the fault, and its place
};

// A body may inflate to so many times its bytes. JSON does not exceed that; a bomb does.
inline constexpr size_t inflation_max = 32;

// Inflates `packed`, which is not empty, into `memory`, which is. Stops at `body_bytes_max` and at
// inflation_max times the bytes of `packed`, and takes at most twice as much memory as it needs.
[[nodiscard]] Inflated inflate_body(Coding coding, std::string_view packed, size_t body_bytes_max,
                                    InputMemory& memory);

}  // namespace spark::http
