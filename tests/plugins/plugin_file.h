// Where the plugins that this build made lie.
#pragma once

#include <string>

namespace spark::testing {

[[nodiscard]] inline std::string plugin_file(const std::string& id) {
  return SPARK_BUILD_DIR "/lib/spark/plugins/" + id + ".so";
}

}  // namespace spark::testing
