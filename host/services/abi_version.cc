#include "services/abi_version.h"

#include "spark/abi.h"

namespace spark::services {

std::string abi_version() {
  return std::to_string(SPARK_ABI_MAJOR) + '.' + std::to_string(SPARK_ABI_MINOR);
}

}  // namespace spark::services
