// spark/host.h: the host as a plugin sees it.
//
// A plugin's constructor is given a Host. Each of the host's services has a header and a class of
// its own, made from it: log.h, clock.h, metrics.h, flag.h, http.h, models.h, pin.h,
// durable.h, timer.h, job.h, facts.h, evidence.h, rows.h, swap.h. Their constructors throw
// SPARK_E_UNSUPPORTED, naming the service, where the host does not offer it; a plugin that can do
// without one asks find() first.
#pragma once

#include <string>

#include "spark/error.h"

namespace spark {

// Small and copyable; valid for the plugin object's life, its destructor included. [any]
class Host {
 public:
  explicit Host(const spark_host* raw) : raw_(raw) {}

  // For functions of the C interface.
  [[nodiscard]] const spark_host* raw() const { return raw_; }
  // How many workers there are, at least 1; worker numbers are below this. A trial always has 1.
  [[nodiscard]] uint32_t workers() const { return raw_->workers; }

  // The extension's functions, or null if the host does not offer it. `id` is one such as
  // SPARK_EXT_LOG, and Extension the struct that the extension's header names.
  template <class Extension>
  [[nodiscard]] const Extension* find(const char* id) const {
    return static_cast<const Extension*>(raw_->extension(raw_, id));
  }

  // The same for an extension that the plugin cannot do without: throws instead.
  template <class Extension>
  [[nodiscard]] const Extension* require(const char* id) const {
    if (const auto* found = find<Extension>(id)) return found;
    throw Error("host " + std::string(raw_->version) + " does not offer " + id,
                SPARK_E_UNSUPPORTED);
  }

 private:
  const spark_host* raw_;
};

namespace glue {

// A service of the host: its functions, and the host to call them with.
template <class Extension>
struct Service {
  Service(Host from, const char* id) : host(from.raw()), functions(from.require<Extension>(id)) {}

  const Extension* operator->() const { return functions; }

  const spark_host* host;
  const Extension* functions;
};

}  // namespace glue
}  // namespace spark
