// What a preflight found.
#pragma once

#include <string>

namespace canary {

struct Preflight {
  std::string document;  // of canary_preflight.json
  std::string record;    // JSON: what gates read on the chain
  std::string why;       // it did not pass; "": it did
};

}  // namespace canary
