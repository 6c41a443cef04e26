// Calls of a plugin object's spark.life/1: asked for once, checked and guarded.
#pragma once

#include "base/error.h"
#include "spark/ext/draft/life.h"

namespace spark::plugin {

class LifeCalls {
 public:
  // Asks `plugin`, which must outlive this object, for its functions. Fails if it offers one of the
  // two only; to offer none is fine. [builder]
  static base::Result<LifeCalls> of(spark_plugin* plugin);

  LifeCalls() = default;  // of a plugin object that is told nothing

  // Whether the plugin object is told at all.
  [[nodiscard]] bool are_offered() const { return plugin_ != nullptr; }

  // Nothing happens if they are not offered. The error is the plugin's; the call has been made all
  // the same. [control]
  [[nodiscard]] base::Result<void> act() const;
  [[nodiscard]] base::Result<void> rest() const;

 private:
  spark_plugin* plugin_ = nullptr;
  spark_ext_life functions_{};
};

}  // namespace spark::plugin
