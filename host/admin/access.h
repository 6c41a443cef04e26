// Who may call a route has one meaning and a type in each layer that speaks of it, since none of
// these layers may include another: config::Access, services::RouteAccess, http::Access. Here they
// become the front door's, value by value; a value that is none is the strictest.
#pragma once

#include "config/config.h"
#include "http/access.h"
#include "services/routes.h"

namespace spark::admin {

[[nodiscard]] constexpr http::Access http_access(config::Access access) {
  switch (access) {
    case config::Access::open:
      return http::Access::open;
    case config::Access::safe:
      return http::Access::safe;
    case config::Access::admin:
      return http::Access::admin;
  }
  return http::Access::admin;
}

[[nodiscard]] constexpr http::Access http_access(services::RouteAccess access) {
  switch (access) {
    case services::RouteAccess::open:
      return http::Access::open;
    case services::RouteAccess::safe:
      return http::Access::safe;
    case services::RouteAccess::admin:
      return http::Access::admin;
  }
  return http::Access::admin;
}

// As the configuration has it.
[[nodiscard]] constexpr const char* access_name(http::Access access) {
  switch (access) {
    case http::Access::open:
      return "open";
    case http::Access::safe:
      return "safe";
    case http::Access::admin:
      return "admin";
  }
  return "admin";
}

}  // namespace spark::admin
