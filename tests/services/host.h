// A host with everything that a PluginHost needs: a registry, flags, and one listener called
// "admin".
#pragma once

#include <memory>
#include <string>

#include "metrics/registry.h"
#include "services/extensions.h"
#include "services/plugin_host.h"

namespace spark::services {

struct TestHost {
  metrics::Registry registry{1};
  MetricHandles handles{registry};
  Flags flags;
  Pins pins;
  HostContext context{
      "1.2.3", 1, &handles, &flags, [](std::string_view listener) { return listener == "admin"; },
      &pins};

  [[nodiscard]] std::shared_ptr<PluginHost> object(Identity identity) {
    return std::make_shared<PluginHost>(context, std::move(identity));
  }

  [[nodiscard]] std::string rendered() const {
    std::string text;
    registry.render(text, "");
    return text;
  }
};

// Breaks the pins of a model by force, as a change does; returns how many there were.
inline uint32_t break_pins(Pins& pins, std::string_view model) {
  const uint32_t count = pins.drop(model);
  pins.tell_dropped();
  return count;
}

// As a plugin asks for it; null if the host does not have it.
template <class Extension>
const Extension* ask(const PluginHost& object, const char* id) {
  return static_cast<const Extension*>(object.raw()->extension(object.raw(), id));
}

// A route of the plugin's that answers nothing, on the listener "admin", open to all.
inline spark_http_route open_route(const char* path) {
  return {"admin", "GET",
          path,    SPARK_ACCESS_OPEN,
          0,       nullptr,
          0,       "A route",
          nullptr, [](void*, const spark_http_request*, spark_http_reply*) {}};
}

inline std::string text_of(const spark_error& err) {
  return {err.text, err.length};
}

}  // namespace spark::services
