// Who may call a route.
#pragma once

#include <cstdint>

namespace spark::http {

enum class Access : uint8_t {
  open,  // anybody
  safe,  // from loopback no token is needed; from elsewhere the token
  admin  // the token, always
};

}  // namespace spark::http
