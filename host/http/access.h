// Who may call a route.
#pragma once

#include <cstdint>

namespace spark::http {

enum class Access : uint8_t {
  open,  // anybody
  safe,  // nobody is asked from loopback; the token elsewhere
  admin  // the token, always
};

}  // namespace spark::http
