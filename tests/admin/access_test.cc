#include "admin/access.h"

#include "spark/ext/draft/http.h"
#include "support/catch.h"

namespace spark::admin {
namespace {

TEST_CASE("who may call a route is the same for the configuration, plugins and the front door") {
  struct Row {
    config::Access configured;
    services::RouteAccess asked;
    uint32_t abi;
    http::Access served;
    std::string name;
  };
  const Row rows[] = {
      {config::Access::open, services::RouteAccess::open, SPARK_ACCESS_OPEN, http::Access::open,
       "open"},
      {config::Access::safe, services::RouteAccess::safe, SPARK_ACCESS_SAFE, http::Access::safe,
       "safe"},
      {config::Access::admin, services::RouteAccess::admin, SPARK_ACCESS_ADMIN, http::Access::admin,
       "admin"},
  };
  for (const Row& row : rows) {
    INFO(row.name);
    CHECK(http_access(row.configured) == row.served);
    CHECK(http_access(row.asked) == row.served);
    CHECK(static_cast<uint32_t>(row.asked) == row.abi);
    CHECK(access_name(row.served) == row.name);
  }
}

TEST_CASE("a value that names no access is the strictest") {
  CHECK(http_access(static_cast<config::Access>(7)) == http::Access::admin);
  CHECK(http_access(static_cast<services::RouteAccess>(7)) == http::Access::admin);
  CHECK(access_name(static_cast<http::Access>(7)) == std::string("admin"));
}

}  // namespace
}  // namespace spark::admin
