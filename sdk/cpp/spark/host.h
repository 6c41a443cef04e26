// spark/host.h: the host as a plugin sees it. Small and copyable; valid for the plugin object's
// life. Each service has a header of its own: log.h, clock.h, metrics.h, flag.h, http.h, models.h,
// pin.h.
#pragma once

#include <string>

#include "spark/error.h"

namespace spark {

class Host {
 public:
  explicit Host(const spark_host* raw) : raw_(raw) {}

  [[nodiscard]] const spark_host* raw() const { return raw_; }
  [[nodiscard]] uint32_t workers() const { return raw_->workers; }  // worker numbers are below this

  // The extension's functions, or null.
  template <class Extension>
  [[nodiscard]] const Extension* find(const char* id) const {
    return static_cast<const Extension*>(raw_->extension(raw_, id));
  }

  // The same for one that the plugin cannot do without: throws if the host does not have it.
  template <class Extension>
  [[nodiscard]] const Extension* require(const char* id) const {
    if (const auto* found = find<Extension>(id)) return found;
    throw Error("host " + std::string(raw_->version) + " does not offer " + id,
                SPARK_E_UNSUPPORTED);
  }

 private:
  const spark_host* raw_;
};

}  // namespace spark
