#include "base/host_version.h"

namespace spark::base {

constinit const std::string_view host_version = SPARK_VERSION;

}  // namespace spark::base
