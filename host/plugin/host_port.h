// The plugin layer's view of the host side that answers a plugin's questions
// (services/plugin_host.h). The host side gives the raw struct, and is told which call is under
// way, since some questions are allowed in some calls only.
#pragma once

#include <cstdint>
#include <memory>

#include "plugin/kept_schemas.h"

struct spark_host;

namespace spark::plugin {

enum class Phase : uint8_t {
  idle,
  creating,        // within the entry's create(): routes may be added
  creating_stage,  // within create_stage(): models may be looked up
  creating_model,
  closing,  // set before the plugin object is destroyed: forget all callbacks into it
};

// One per plugin object; kept alive by its PluginObject until the object is destroyed.
class HostPort {
 public:
  virtual ~HostPort() = default;
  [[nodiscard]] virtual const spark_host* raw() const = 0;  // constant [any]
  virtual void enter(Phase phase) = 0;                      // [builder]
  // The plugin object has been created, with that list of schemas; called once. [builder]
  virtual void made(std::weak_ptr<void> object, KeptSchemas kept) {
    (void)object;
    (void)kept;
  }
};

}  // namespace spark::plugin
