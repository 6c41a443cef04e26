// Which durable value is meant.
#pragma once

#include <string>

namespace spark::services {

struct DurableName {
  std::string plugin;  // the key under plugins:
  std::string key;
  std::string schema;

  // In the file: "plugin/key/schema". The first two have no '/'.
  [[nodiscard]] std::string in_file() const { return plugin + "/" + key + "/" + schema; }
};

}  // namespace spark::services
