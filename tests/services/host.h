// A host with everything that a HostObject needs: a registry, flags, and one listener called
// "admin".
#pragma once

#include <memory>
#include <string>

#include "metrics/registry.h"
#include "services/extensions.h"
#include "services/host_object.h"

namespace spark::services {

struct TestHost {
  metrics::Registry registry{1};
  MetricHandles handles{registry};
  Flags flags;
  Pins pins;
  HostContext context{
      "1.2.3", 1, &handles, &flags, [](std::string_view listener) { return listener == "admin"; },
      &pins};

  [[nodiscard]] std::shared_ptr<HostObject> object(Identity identity) {
    return std::make_shared<HostObject>(context, std::move(identity));
  }

  [[nodiscard]] std::string rendered() const {
    std::string text;
    registry.render(text, "");
    return text;
  }
};

// As a plugin asks for it; null if the host does not have it.
template <class Extension>
const Extension* ask(const HostObject& object, const char* id) {
  return static_cast<const Extension*>(object.raw()->extension(object.raw(), id));
}

}  // namespace spark::services
