// The state that a plugin object offers to the one that takes its place (spark.handover/1): asked
// for once, checked, guarded and bounded. [builder]
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "base/error.h"
#include "spark/ext/draft/handover.h"

namespace spark::plugin {

class State {
 public:
  // Asks `plugin`, which must outlive this object, for its state functions. Fails if it offers only
  // some of them; to offer none is fine.
  static base::Result<State> of(spark_plugin* plugin);

  State() = default;  // of a plugin object that offers none

  [[nodiscard]] const std::string& schema() const { return schema_; }  // "" if it offers none

  // All fail if the plugin object offers no state, and with the plugin's error if it refuses. Saved
  // bytes are at most SPARK_HANDOVER_BYTES_MAX.
  [[nodiscard]] base::Result<std::string> save() const;
  [[nodiscard]] base::Result<void> load(std::string_view bytes) const;
  [[nodiscard]] base::Result<void> merge(std::string_view before, std::string_view after) const;

 private:
  spark_plugin* plugin_ = nullptr;
  spark_ext_handover functions_{};
  std::string schema_;
};

}  // namespace spark::plugin
