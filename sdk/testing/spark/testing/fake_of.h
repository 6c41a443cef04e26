// The host in memory behind the table that it gave to a plugin.
#pragma once

#include "spark/testing/fake_host.h"

namespace spark::testing {

// `host` is a FakeHost's, and of no other host. [any]
inline FakeHost& fake(const spark_host* host) {
  return *static_cast<FakeHost*>(host->self);
}

// Why a value of that schema may not be put: "" if it may. [any]
inline std::string unlisted(const FakeHost& host, const char* schema) {
  if (!host.kept_schemas || host.kept_schemas->contains(schema)) return "";
  return std::string("the library does not list the schema '").append(schema).append("'");
}

}  // namespace spark::testing
