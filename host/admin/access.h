// Three layers have a type for who may call a route, since none of them may include another:
// config::Access, services::RouteAccess, http::Access. These functions turn the first two into
// http::Access, value by value; an unknown value becomes the strictest.
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

// The configuration's word for the access.
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
