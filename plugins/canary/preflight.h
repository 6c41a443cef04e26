// What a preflight found.
#pragma once

#include <cstdint>
#include <string>

namespace canary {

struct Preflight {
  int64_t at_ms = 0;     // 0: none was made
  std::string document;  // of canary_preflight.json
  std::string record;    // JSON: what gates read on the chain
  std::string why;       // it did not pass; "": it did
};

}  // namespace canary
