// The host in memory behind the table that it gave to a plugin.
#pragma once

#include "spark/testing/fake_host.h"

namespace spark::testing {

// `host` is a FakeHost's, and of no other host. [any]
inline FakeHost& fake(const spark_host* host) {
  return *static_cast<FakeHost*>(host->self);
}

}  // namespace spark::testing
